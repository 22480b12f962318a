class NormalisedField(Field):
    """A field whose matrices are divided by as much as their spectral norms exceed 0.97^(1/their number)."""

    def weights(self):
        limit = 0.97 ** (1 / len(self.linear))
        norms = [torch.linalg.matrix_norm(linear.weight, 2) for linear in self.linear]
        return [linear.weight * (limit / norm).clamp(max=1) for linear, norm in zip(self.linear, norms)]


class Residual(nn.Module):
    """y = x + g(x), g of a Lipschitz constant of at most 0.97. Behrmann et al. 2019 (i-ResNet)."""

    def __init__(self, hidden):
        super().__init__()
        self.field = NormalisedField(hidden, timed=False)

    def push(self, x):
        return self.field(x, axes(x))

    def forward(self, x):
        moved, D = self.push(x)
        return x + moved, log_det_beside_identity(D)

    def inverse(self, y):
        with torch.no_grad():
            start = y - self.push(y)[0]
        x = solve_near(self.push, y, start, steps=100)
        return x, -log_det_beside_identity(self.push(x)[1])
