class Base(nn.Module):
    """N(0, I) in the plane."""

    def log_prob(self, z):
        return -0.5 * (z * z).sum(1) - math.log(2 * math.pi)

    def sample(self, n, like, generator=None):
        return torch.randn(n, 2, generator=generator, dtype=like.dtype, device=like.device)
