class Glow(nn.Module):
    """Actnorm, a linear map, an affine coupling. Kingma, Dhariwal 2018."""

    def __init__(self, affine):
        super().__init__()
        self.actnorm = Actnorm()
        self.linear = Linear()
        self.affine = affine

    def forward(self, x):
        x, first = self.actnorm(x)
        x, second = self.linear(x)
        x, third = self.affine(x)
        return x, first + second + third

    def inverse(self, y):
        y, third = self.affine.inverse(y)
        y, second = self.linear.inverse(y)
        y, first = self.actnorm.inverse(y)
        return y, first + second + third
