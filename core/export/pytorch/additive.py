class Additive(Coupling):
    """y = x + m. Dinh, Krueger, Bengio 2014 (NICE)."""

    def bend(self, raw, x):
        return x + raw[:, 0], torch.zeros_like(x)

    def unbend(self, raw, y):
        return y - raw[:, 0], torch.zeros_like(y)
