class Mlp(nn.Module):
    """A perceptron of one number."""

    def __init__(self, hidden, outputs, activation):
        super().__init__()
        widths = [1] + hidden + [outputs]
        self.linear = nn.ModuleList(nn.Linear(i, o) for i, o in zip(widths, widths[1:]))
        self.activation = activation

    def forward(self, x):
        h = x[:, None]
        for linear in self.linear[:-1]:
            h = self.activation(linear(h))
        return self.linear[-1](h)
