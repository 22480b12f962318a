class Field(nn.Module):
    """A vector field of the plane, with or without time: a perceptron that carries tangents along."""

    def __init__(self, hidden, timed):
        super().__init__()
        widths = [3 if timed else 2] + hidden + [2]
        self.linear = nn.ModuleList(nn.Linear(i, o) for i, o in zip(widths, widths[1:]))

    def weights(self):
        return [linear.weight for linear in self.linear]

    def forward(self, x, V, t=None):
        """g(x, t) and, for V [n, 2, 2] with one tangent a row, its derivatives along them."""
        if t is not None:
            x = F.pad(x, (0, 1), value=t)
            V = F.pad(V, (0, 1))
        for i, (linear, weight) in enumerate(zip(self.linear, self.weights())):
            x, V = F.linear(x, weight, linear.bias), F.linear(V, weight)
            if i + 1 < len(self.linear):
                x = torch.tanh(x)
                V = (1 - x * x)[:, None, :] * V
        return x, V


def axes(x):
    return torch.eye(2, dtype=x.dtype, device=x.device).expand(len(x), 2, 2)


def log_det_beside_identity(D):
    """log det (I + D), D [n, 2, 2], without losing the digits of a small D."""
    a, b, c, d = D[:, 0, 0], D[:, 0, 1], D[:, 1, 0], D[:, 1, 1]
    return torch.log1p(a + d + (a * d - b * c))


def solve_near(push, y, x, steps):
    """The x with x + push(x) = y. Newton; where that gains nothing, Banach's step, which always does for a contraction.

    push(x) gives the push and its derivatives, [n, 2, 2] with one direction a row.
    """

    def newton_step(miss, D):
        a, b, c, d = 1 + D[:, 0, 0], D[:, 0, 1], D[:, 1, 0], 1 + D[:, 1, 1]
        det = a * d - b * c
        return torch.stack([(d * miss[:, 0] - c * miss[:, 1]) / det, (a * miss[:, 1] - b * miss[:, 0]) / det], 1)

    with torch.no_grad():
        moved, D = push(x)
        miss = x + moved - y
        near = 4 * torch.finfo(x.dtype).eps * (1 + y.norm(dim=1))
        banach = torch.zeros_like(x[:, :1], dtype=torch.bool)
        stalled = 0
        for _ in range(steps):
            far = miss.norm(dim=1) > near
            if not far.any() or stalled == 2:
                break
            trial = x - torch.where(banach, miss, newton_step(miss, D))
            moved, trial_D = push(trial)
            trial_miss = trial + moved - y
            gained = trial_miss.norm(dim=1) < miss.norm(dim=1)
            stalled = 0 if (gained & far).any() else stalled + 1  # the rest are rounding errors
            better = gained[:, None]
            x, miss = torch.where(better, trial, x), torch.where(better, trial_miss, miss)
            D = torch.where(better[:, :, None], trial_D, D)
            banach = ~better & ~banach
    # One more step of Newton, which also carries the gradient.
    moved, D = push(x)
    return x - newton_step(x + moved - y, D.detach())
