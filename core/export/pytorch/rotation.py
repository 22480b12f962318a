class Rotation(nn.Module):
    """Turns the plane by `angle` and a number of quarter turns."""

    def __init__(self, quarters=0):
        super().__init__()
        self.angle = nn.Parameter(torch.zeros(1))
        if quarters:
            self.register_buffer("quarters", torch.full((1,), float(quarters)))

    def matrix(self):
        quarters = self.quarters if hasattr(self, "quarters") else torch.zeros_like(self.angle)
        whole = quarters.round()
        angle = self.angle + (quarters - whole) * (math.pi / 2)
        c, s = torch.cos(angle), torch.sin(angle)
        for _ in range(int(whole) % 4):
            c, s = -s, c
        return torch.stack([torch.cat([c, -s]), torch.cat([s, c])])

    def forward(self, x):
        return x @ self.matrix().T, torch.zeros_like(x[:, 0])

    def inverse(self, y):
        return y @ self.matrix(), torch.zeros_like(y[:, 0])
