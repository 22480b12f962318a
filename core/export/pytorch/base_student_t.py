class Base(nn.Module):
    """The round Student t distribution of the plane."""

    def __init__(self, freedom):
        super().__init__()
        self.freedom = freedom

    def log_prob(self, z):
        nu = self.freedom
        return -0.5 * (nu + 2) * torch.log1p((z * z).sum(1) / nu) - math.log(2 * math.pi)

    def sample(self, n, like, generator=None):
        # Normals, moved along their rays: P(|z| > r) = (1 + r^2 / nu)^(-nu / 2).
        normals = torch.randn(n, 2, generator=generator, dtype=like.dtype, device=like.device)
        squared = (normals * normals).sum(1, keepdim=True).clamp_min(1e-12)
        return normals * torch.sqrt(self.freedom * torch.expm1(squared / self.freedom) / squared)
