class Linear(nn.Module):
    """y = W x, W = rotation by `angle` times exp(L), L symmetric: every W with det W > 0. Kingma, Dhariwal 2018."""

    def __init__(self):
        super().__init__()
        self.angle = nn.Parameter(torch.zeros(1))
        self.L = nn.Parameter(torch.zeros(3))  # 11, 12, 22

    def matrices(self):
        c, s = torch.cos(self.angle), torch.sin(self.angle)
        rotation = torch.stack([torch.cat([c, -s]), torch.cat([s, c])])
        return rotation, torch.stack([self.L[:2], self.L[1:]])

    def forward(self, x):
        rotation, L = self.matrices()
        return x @ (rotation @ torch.matrix_exp(L)).T, L.trace().expand(len(x))

    def inverse(self, y):
        rotation, L = self.matrices()
        return y @ (torch.matrix_exp(-L) @ rotation.T).T, -L.trace().expand(len(y))
