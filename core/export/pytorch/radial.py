class Radial(nn.Module):
    """y = x + beta (x - centre) / (alpha + r), r = |x - centre|. Rezende, Mohamed 2015."""

    def __init__(self):
        super().__init__()
        self.centre = nn.Parameter(torch.zeros(2))
        self.a = nn.Parameter(torch.zeros(1))
        self.b = nn.Parameter(torch.zeros(1))

    def constrained(self):
        return F.softplus(self.a).clamp_min(1e-18), F.softplus(self.b).clamp_min(1e-18)  # alpha, alpha + beta

    @staticmethod
    def log_det(alpha, total, r):
        along = r * (r + 2 * alpha) + alpha * total
        return torch.log(r + total) + torch.log(along) - 3 * torch.log(alpha + r)

    def forward(self, x):
        alpha, total = self.constrained()
        away = x - self.centre
        r = away.norm(dim=1)
        return x + ((total - alpha) / (alpha + r))[:, None] * away, self.log_det(alpha, total, r)

    def inverse(self, y):
        alpha, total = self.constrained()
        away = y - self.centre
        far = away.norm(dim=1)
        # r^2 - B r - alpha |y - centre| = 0, by the formula in which nothing cancels.
        B = far - total
        root = torch.sqrt(B * B + 4 * alpha * far)
        r = torch.where(B < 0, 2 * alpha * far / (root + B.abs()), (B + root) / 2)
        return y - ((total - alpha) / (r + total))[:, None] * away, -self.log_det(alpha, total, r)
