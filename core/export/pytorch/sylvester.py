class Sylvester(nn.Module):
    """y = x + Q R tanh(P Q^T x + b), Q a rotation, R and P upper triangular. Van den Berg et al. 2018."""

    def __init__(self):
        super().__init__()
        self.angle = nn.Parameter(torch.zeros(1))
        self.R = nn.Parameter(torch.zeros(3))  # 11, 12, 22; its diagonal is constrained
        self.P = nn.Parameter(torch.zeros(3))
        self.b = nn.Parameter(torch.zeros(2))

    def constrained(self):
        c, s = torch.cos(self.angle), torch.sin(self.angle)
        Q = torch.stack([torch.cat([c, -s]), torch.cat([s, c])])
        diagonal = []
        for raw, p in ((self.R[0], self.P[0]), (self.R[2], self.P[2])):
            a = raw * p
            k = 1 - math.exp(-1)  # m = r p = softplus(a + log(e - 1)) - 1, in a form that is exact near 0
            m = torch.where(a > 0, a + torch.log1p((1 - k) * torch.expm1(-a.abs())),
                            torch.log1p(k * torch.expm1(-a.abs())))
            near = k + k * (1 - k) / 2 * a
            r = raw * torch.where(a.abs() < 1e-6, near, m / torch.where(a.abs() < 1e-6, torch.ones_like(a), a))
            diagonal.append((r, F.softplus(a + math.log(math.e - 1))))
        return Q, diagonal

    def displacement(self, diagonal, t1, t2):
        (r1, slope1), (r2, slope2) = diagonal
        log_det = torch.log(t1 * t1 + slope1 * (1 - t1 * t1)) + torch.log(t2 * t2 + slope2 * (1 - t2 * t2))
        return torch.stack([r1 * t1 + self.R[1] * t2, r2 * t2], 1), log_det

    def forward(self, x):
        Q, diagonal = self.constrained()
        u = x @ Q
        t1 = torch.tanh(self.P[0] * u[:, 0] + self.P[1] * u[:, 1] + self.b[0])
        t2 = torch.tanh(self.P[2] * u[:, 1] + self.b[1])
        moved, log_det = self.displacement(diagonal, t1, t2)
        return x + moved @ Q.T, log_det

    def inverse(self, y):
        Q, diagonal = self.constrained()
        (_, slope1), (r2, slope2) = diagonal
        v = y @ Q
        # The second coordinate depends on itself alone; given it, so does the first.
        t2 = torch.tanh(tanh_root(slope2, self.P[2] * v[:, 1] + self.b[1]))
        rest = v[:, 0] - self.R[1] * t2
        t1 = torch.tanh(tanh_root(slope1, self.P[0] * rest + self.P[1] * (v[:, 1] - r2 * t2) + self.b[0]))
        moved, log_det = self.displacement(diagonal, t1, t2)
        return y - moved @ Q.T, -log_det
