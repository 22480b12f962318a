// log N(z; 0, I).
@FN@float baseLogDensity(vec2 z) { return -0.5 * (z.x * z.x + z.y * z.y) - 1.8378770664; }
