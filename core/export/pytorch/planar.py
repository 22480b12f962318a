class Planar(nn.Module):
    """y = x + u' tanh(w.x + b) with w.u' = softplus(w.u) - 1 > -1. Rezende, Mohamed 2015."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(2))
        self.u = nn.Parameter(torch.zeros(2))
        self.b = nn.Parameter(torch.zeros(1))

    def constrained(self):
        along = self.w @ self.u
        slope = F.softplus(along)  # 1 + w.u'
        return self.u + (slope - 1 - along) / (self.w @ self.w).clamp_min(1e-12) * self.w, slope

    def forward(self, x):
        u, slope = self.constrained()
        t = torch.tanh(x @ self.w + self.b)
        return x + t[:, None] * u, torch.log(t * t + slope * (1 - t * t))

    def inverse(self, y):
        u, slope = self.constrained()
        t = torch.tanh(tanh_root(slope, y @ self.w + self.b))
        return y - t[:, None] * u, -torch.log(t * t + slope * (1 - t * t))
