class Base(nn.Module):
    """Gaussians of one standard deviation, evenly on a circle."""

    def __init__(self, modes, radius, sd):
        super().__init__()
        self.sd = sd
        angles = torch.arange(modes) * (2 * math.pi / modes)
        self.register_buffer("centres", radius * torch.stack([angles.cos(), angles.sin()], 1), persistent=False)

    def log_prob(self, z):
        squared = (z[:, None, :] - self.centres).square().sum(2)
        norm = math.log(2 * math.pi * self.sd**2 * len(self.centres))
        return torch.logsumexp(-0.5 * squared / self.sd**2, 1) - norm

    def sample(self, n, like, generator=None):
        which = torch.randint(len(self.centres), (n,), generator=generator, device=like.device)
        normals = torch.randn(n, 2, generator=generator, dtype=like.dtype, device=like.device)
        return self.centres[which] + self.sd * normals
