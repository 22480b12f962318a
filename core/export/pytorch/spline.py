class Spline(Coupling):
    """Monotone rational-quadratic splines on [-bound, bound], the identity outside. Durkan et al. 2019 (NSF)."""

    def __init__(self, half, conditioner, bins, bound, free=0):
        super().__init__(half, conditioner, free)
        self.bins, self.bound = bins, bound

    def edges(self, raw):
        size = 2 * self.bound * (1e-3 + (1 - 1e-3 * self.bins) * torch.softmax(raw, 1))
        return F.pad(torch.cumsum(size, 1) - self.bound, (1, 0), value=-self.bound), size

    def bin(self, raw, v, by_x):
        """Corner, width, height and the slopes at both ends of the bin that v lies in."""
        K = self.bins
        x, widths = self.edges(raw[:, :K])
        y, heights = self.edges(raw[:, K:2 * K])
        slopes = 1e-3 + F.softplus(raw[:, 2 * K:] + math.log(math.expm1(1 - 1e-3)))
        slopes = F.pad(slopes, (1, 1), value=1.0)
        inner = (x if by_x else y)[:, 1:-1]
        k = (v[:, None] >= inner).sum(1, keepdim=True)
        pick = lambda table, at: table.gather(1, at)[:, 0]
        return pick(x, k), pick(y, k), pick(widths, k), pick(heights, k), pick(slopes, k), pick(slopes, k + 1)

    @staticmethod
    def log_slope(s, d0, d1, xi):
        t = xi * (1 - xi)
        q = d1 * xi * xi + 2 * s * t + d0 * (1 - xi) * (1 - xi)
        return 2 * torch.log(s) + torch.log(q) - 2 * torch.log(s + (d0 + d1 - 2 * s) * t)

    def bend(self, raw, x):
        B = self.bound
        x0, y0, w, h, d0, d1 = self.bin(raw, x.clamp(-B, B), True)
        s = h / w
        xi = ((x.clamp(-B, B) - x0) / w).clamp(0, 1)
        t = xi * (1 - xi)
        y = y0 + h * (s * xi * xi + d0 * t) / (s + (d0 + d1 - 2 * s) * t)
        inside = x.abs() < B
        return torch.where(inside, y, x), self.log_slope(s, d0, d1, xi) * inside

    def unbend(self, raw, y):
        B = self.bound
        x0, y0, w, h, d0, d1 = self.bin(raw, y.clamp(-B, B), False)
        s = h / w
        up = y.clamp(-B, B) - y0
        # The root of a xi^2 + b xi + c = 0 in [0, 1], by the formula in which nothing cancels.
        bow = up * (d0 + d1 - 2 * s)
        a, b, c = h * (s - d0) + bow, h * d0 - bow, -s * up
        below = b + torch.sqrt((b * b - 4 * a * c).clamp_min(1e-30))
        xi = (-2 * c / below).clamp(0, 1)
        inside = y.abs() < B
        return torch.where(inside, x0 + w * xi, y), -self.log_slope(s, d0, d1, xi) * inside
