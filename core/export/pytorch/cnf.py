class Cnf(nn.Module):
    """dx/dt = g(x, t), by steps of Runge and Kutta whose own determinants are taken. Grathwohl et al. 2019 (FFJORD)."""

    def __init__(self, hidden, steps):
        super().__init__()
        self.field = Field(hidden, timed=True)
        self.steps = steps
        self.register_buffer("duration", torch.ones(1))
        self.register_buffer("doublings", torch.zeros(1))

    def times(self):
        full, end = self.steps << int(self.doublings), float(self.duration)
        return [min(n / full, end) for n in range(math.ceil(full * end - 1e-4) + 1)]

    def push(self, x, t, h):
        """How far a step of length h moves x, and the derivatives of that."""
        start = axes(x)
        k1, K1 = self.field(x, start, t)
        k2, K2 = self.field(x + h / 2 * k1, start + h / 2 * K1, t + h / 2)
        k3, K3 = self.field(x + h / 2 * k2, start + h / 2 * K2, t + h / 2)
        k4, K4 = self.field(x + h * k3, start + h * K3, t + h)
        return h / 6 * (k1 + 2 * k2 + 2 * k3 + k4), h / 6 * (K1 + 2 * K2 + 2 * K3 + K4)

    def forward(self, x):
        log_det = torch.zeros_like(x[:, 0])
        times = self.times()
        for t, end in zip(times, times[1:]):
            moved, D = self.push(x, t, end - t)
            x, log_det = x + moved, log_det + log_det_beside_identity(D)
        return x, log_det

    def inverse(self, y):
        """Undoes the very steps of `forward`: each from a step back, made exact by Newton's."""
        log_det = torch.zeros_like(y[:, 0])
        times = self.times()
        for t, end in reversed(list(zip(times, times[1:]))):
            push = lambda x: self.push(x, t, end - t)
            with torch.no_grad():
                start = y + self.push(y, end, t - end)[0]
            y = solve_near(push, y, start, steps=12)
            log_det = log_det - log_det_beside_identity(push(y)[1])
        return y, log_det
