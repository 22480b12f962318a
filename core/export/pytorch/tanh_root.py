def tanh_root(slope, c):
    """The root a of a + (slope - 1) tanh(a) = c: Newton inside a bracket, bisection where it would leave that."""
    with torch.no_grad():
        width = (slope - 1).abs()
        low, high = c - width, c + width
        a = torch.where(slope > 1, c / slope, c)
        a = torch.minimum(torch.maximum(a, low), high)
        for step in range(40):
            t = torch.tanh(a)
            miss = (a - t) + slope * t - c
            low = torch.where(miss < 0, a, low)
            high = torch.where(miss > 0, a, high)
            newton = a - miss / (t * t + slope * (1 - t * t))
            middle = (low + high) / 2
            trusted = (newton > low) & (newton < high) & (step % 3 < 2)
            a = torch.where(miss == 0, a, torch.where(trusted, newton, middle))
        t = torch.tanh(a)
        steepness = t * t + slope * (1 - t * t)
    # One more step of Newton, which also carries the gradient by slope and c.
    return a - ((a - t) + slope * t - c) / steepness
