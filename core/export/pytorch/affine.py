class Affine(Coupling):
    """y = x e^s + t, s = bound tanh(raw / bound). Dinh, Sohl-Dickstein, Bengio 2016 (RealNVP)."""

    def __init__(self, half, conditioner, bound, free=0):
        super().__init__(half, conditioner, free)
        self.bound = bound

    def bend(self, raw, x):
        s = self.bound * torch.tanh(raw[:, 0] / self.bound)
        return x * s.exp() + raw[:, 1], s

    def unbend(self, raw, y):
        s = self.bound * torch.tanh(raw[:, 0] / self.bound)
        return (y - raw[:, 1]) * (-s).exp(), -s
