def b_spline(coefficients, order, x):
    """A uniform B-spline over [-5, 5], constant outside; one row of coefficients a basis function."""
    intervals = len(coefficients) - order
    u = (x.clamp(-5, 5) + 5) * (intervals / 10)
    row = u.detach().floor().clamp(0, intervals - 1).long()
    t = u - row
    s = 1 - t
    if order == 2:
        weights = [s * s / 2, 0.5 + t * s, t * t / 2]
    else:
        weights = [s * s * s / 6, ((3 * t - 6) * t * t + 4) / 6, (((3 - 3 * t) * t + 3) * t + 1) / 6, t * t * t / 6]
    return sum(weight[:, None] * coefficients[row + i] for i, weight in enumerate(weights))
