class Base(nn.Module):
    """Uniform on [-half, half]^2, blurred along each axis by a logistic distribution of scale edge."""

    def __init__(self, half, edge):
        super().__init__()
        self.half, self.edge = half, edge

    def log_prob(self, z):
        u, v = self.half / self.edge, z.abs() / self.edge
        inside = math.log1p(-math.exp(-2 * u)) - math.log(2 * self.half)
        return (inside - F.softplus(v - u) - torch.exp(-u - v).log1p()).sum(1)

    def sample(self, n, like, generator=None):
        u = self.half / self.edge
        share = torch.rand(n, 2, generator=generator, dtype=like.dtype, device=like.device)
        b = 2 * u * torch.minimum(share, 1 - share).clamp_min(1e-9)  # of the left half; the right one is its mirror image
        z = self.edge * (torch.expm1(b).log() - u - torch.log1p(-torch.exp(b - 2 * u)))
        return torch.where(share < 0.5, z, -z)
