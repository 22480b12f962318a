class Logistic(Coupling):
    """y = logit(F(x)) e^a + t, F the distribution function of a mixture of logistics. Ho et al. 2019 (Flow++)."""

    def __init__(self, half, conditioner, components, bound):
        super().__init__(half, conditioner)
        self.components, self.bound = components, bound

    def parts(self, raw):
        K = self.components
        log_weight = torch.log_softmax(raw[:, :K] - 0.25 * torch.arange(K, dtype=raw.dtype, device=raw.device), 1)
        log_scale = 3 * torch.tanh(raw[:, 2 * K:3 * K] / 3)
        return (log_weight, raw[:, K:2 * K], log_scale), self.bound * torch.tanh(raw[:, -2] / self.bound), raw[:, -1]

    @staticmethod
    def logit(mixture, x):
        """logit F(x) and the logarithm of its slope."""
        log_weight, mean, log_scale = mixture
        u = (x[:, None] - mean) * torch.exp(-log_scale)
        below, above = F.logsigmoid(u), F.logsigmoid(-u)
        log_F = torch.logsumexp(log_weight + below, 1)
        log_G = torch.logsumexp(log_weight + above, 1)
        return log_F - log_G, torch.logsumexp(log_weight + below + above - log_scale, 1) - log_F - log_G

    def bend(self, raw, x):
        mixture, a, t = self.parts(raw)
        logit, log_slope = self.logit(mixture, x)
        return logit * a.exp() + t, log_slope + a

    def unbend(self, raw, y):
        mixture, a, t = self.parts(raw)
        v = (y - t) * (-a).exp()
        with torch.no_grad():
            # Every component's logit is v at mean + scale v: the root lies between those. Newton inside that bracket.
            at = mixture[1] + mixture[2].exp() * v[:, None]
            low, high = at.min(1).values, at.max(1).values
            x = (low + high) / 2
            for step in range(60):
                logit, log_slope = self.logit(mixture, x)
                low = torch.where(logit < v, x, low)
                high = torch.where(logit > v, x, high)
                newton = x - (logit - v) * torch.exp(-log_slope)
                trusted = (newton > low) & (newton < high)
                if step % 3 == 2:
                    trusted &= (newton - x).abs() < 1e-3 * (1 + x.abs())
                x = torch.where(trusted, newton, (low + high) / 2)
        # One more step of Newton, which also carries the gradient.
        logit, log_slope = self.logit(mixture, x)
        x = x - (logit - v) * torch.exp(-log_slope.detach())
        return x, -self.logit(mixture, x)[1] - a
