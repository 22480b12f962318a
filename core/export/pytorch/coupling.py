class Coupling(nn.Module):
    """One coordinate passes and says by which monotone map (`bend`) the other one goes. Dinh et al. 2014.

    An autoregressive one bends the first coordinate too, by free parameters. Papamakarios et al. 2017.
    """

    def __init__(self, half, conditioner, free=0):
        super().__init__()
        self.given, self.moved = (0, 1) if half == 2 else (1, 0)
        self.conditioner = conditioner
        if free:
            self.free = nn.Parameter(torch.zeros(free))

    def join(self, given, moved):
        return torch.stack([given, moved] if self.given == 0 else [moved, given], 1)

    def forward(self, x):
        given = x[:, self.given]
        moved, log_det = self.bend(self.conditioner(given), x[:, self.moved])
        if hasattr(self, "free"):
            given, more = self.bend(self.free.expand(len(x), -1), given)
            log_det = log_det + more
        return self.join(given, moved), log_det

    def inverse(self, y):
        given, log_det = y[:, self.given], 0
        if hasattr(self, "free"):
            given, log_det = self.unbend(self.free.expand(len(y), -1), given)
        moved, more = self.unbend(self.conditioner(given), y[:, self.moved])
        return self.join(given, moved), log_det + more
