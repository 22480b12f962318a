#!/usr/bin/env python3
"""Figure 3 of Rezende and Mohamed (2015), made anew: u1 to u4, each beside 2, 8 and 32 planar layers that the program
trains by reverse KL. Usage: energies.py PROGRAM OUT.png. The standard library is all that it needs."""
import ast, math, struct, subprocess, sys, tempfile, zlib

SIZE, GAP, LAYERS = 160, 6, (2, 8, 32)
STOPS = [(0, (0, 0, 4)), (.25, (80, 18, 123)), (.5, (182, 54, 121)), (.75, (251, 136, 97)), (1, (252, 253, 191))]


def log_sum(a, b):
    return max(a, b) + math.log1p(math.exp(-abs(a - b)))


def energy(number, x, y):
    bump = lambda v, width: -.5 * (v / width) ** 2
    w1 = math.sin(math.pi * x / 2)
    w2 = 3 * math.exp(-.5 * ((x - 1) / .6) ** 2)
    w3 = 3 / (1 + math.exp(-(x - 1) / .3))
    if number == 1:
        return .5 * ((math.hypot(x, y) - 2) / .4) ** 2 - log_sum(bump(x - 2, .6), bump(x + 2, .6))
    if number == 2:
        return -bump(y - w1, .4)
    if number == 3:
        return -log_sum(bump(y - w1, .35), bump(y - w1 + w2, .35))
    return -log_sum(bump(y - w1, .4), bump(y - w1 + w3, .35))


def target(number):
    at = lambda i: -4 + 8 * (i + .5) / SIZE
    return [-energy(number, at(i), at(j)) for j in range(SIZE) for i in range(SIZE)]


def flow(program, number, layers, folder):
    saved, density = f"{folder}/flow.pushforward", f"{folder}/density.npy"
    subprocess.run([program, "train", "--target", f"u{number}", "--stack", f"planar*{layers}", "--objective", "reverse-kl",
                    "--beta-anneal", "--steps", "12000", "--seed", "1", "--device", "cpu", "--threads", "1", "--out", saved,
                    "--quiet", "--json"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([program, "density", saved, "--window=-4,4,-4,4", "--size", str(SIZE), "--out", density], check=True)
    with open(density, "rb") as file:
        data = file.read()
    header = 10 + struct.unpack("<H", data[8:10])[0]
    assert ast.literal_eval(data[10:header].decode())["shape"] == (SIZE, SIZE)
    return struct.unpack(f"<{SIZE * SIZE}f", data[header:])


def colour(v):
    for (a, low), (b, high) in zip(STOPS, STOPS[1:]):
        if v <= b:
            return bytes(int(l + (v - a) / (b - a) * (h - l)) for l, h in zip(low, high))
    return bytes(STOPS[-1][1])


def main():
    program, out = sys.argv[1:]
    columns = 1 + len(LAYERS)
    width, height = columns * SIZE + (columns - 1) * GAP, 4 * SIZE + 3 * GAP
    rows = [[b"\xff\xff\xff"] * width for _ in range(height)]
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1, 5):
            panels = [target(number)] + [flow(program, number, k, folder) for k in LAYERS]
            for column, values in enumerate(panels):
                top = max(values)
                for i, value in enumerate(values):
                    row = (number - 1) * (SIZE + GAP) + SIZE - 1 - i // SIZE
                    rows[row][column * (SIZE + GAP) + i % SIZE] = colour(math.exp(value - top))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    with open(out, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
                   chunk(b"IDAT", zlib.compress(b"".join(b"\0" + b"".join(row) for row in rows), 9)) + chunk(b"IEND", b""))


main()
