class Actnorm(nn.Module):
    """y = e^a x + b, coordinate by coordinate. Kingma, Dhariwal 2018."""

    def __init__(self):
        super().__init__()
        self.a = nn.Parameter(torch.zeros(2))
        self.b = nn.Parameter(torch.zeros(2))
        self.register_buffer("initialised", torch.ones(1))

    def forward(self, x):
        a = self.a.clamp(-30, 30)
        return x * a.exp() + self.b, a.sum().expand(len(x))

    def inverse(self, y):
        a = self.a.clamp(-30, 30)
        return (y - self.b) * (-a).exp(), -a.sum().expand(len(y))
