class Grid(nn.Module):
    """B-splines on grids of 4, 8, 16, ... intervals, added up: a conditioner without a network."""

    def __init__(self, levels, order, outputs, smoothness):
        super().__init__()
        self.order, self.smoothness = order, smoothness
        self.level = nn.ParameterList(nn.Parameter(torch.zeros((4 << i) + order, outputs)) for i in range(levels))

    def finer(self, c):
        """The same function on a grid twice as fine."""
        a, b = c[:-1], c[1:]
        if self.order == 2:
            return torch.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], 1).flatten(0, 1)
        between = (a + b) / 2
        on = 0.125 * c[:-2] + 0.75 * c[1:-1] + 0.125 * c[2:]
        return torch.cat([torch.stack([between[:-1], on], 1).flatten(0, 1), between[-1:]])

    def forward(self, x):
        total = self.level[0]
        for i in range(1, len(self.level)):
            total = self.finer(total) + 2.0 ** (-self.smoothness * i) * self.level[i]
        return b_spline(total, self.order, x)
