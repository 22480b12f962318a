"""Compares exported flows with what `pushforward eval` says of the same points.

exported_flows.py PROGRAM FOLDER SCHEMA FORMAT FLOW...: FOLDER takes what is written. One line a mistake.
"""

import importlib.util
import json
import os
import subprocess
import sys
import time

import numpy as np

POINTS = 1000
TOLERANCE = 1e-4  # relative to 1 + |value|

PROGRAM, FOLDER, SCHEMA, FORMAT = sys.argv[1:5]
ENDINGS = {"pytorch": ".py", "onnx": ".onnx", "npz": ".npz", "json": ".json", "glsl": ".glsl", "cpp": ".h"}
mistakes = 0


def mistake(text):
    global mistakes
    mistakes += 1
    print(text)


def export(flow, name):
    path = os.path.join(FOLDER, name + ENDINGS[FORMAT])
    subprocess.run([PROGRAM, "export", flow, "--format", FORMAT, "--out", path], check=True, stdout=subprocess.DEVNULL)
    return path


def evaluated(flow, x):
    """Log-densities and base points."""
    points = os.path.join(FOLDER, "points.csv")
    np.savetxt(points, x, delimiter=",", header="x,y", comments="", fmt="%.9g")
    out = subprocess.run([PROGRAM, "eval", flow, "--points", points, "--quiet"], check=True, stdout=subprocess.PIPE)
    table = np.loadtxt(out.stdout.decode().splitlines(), delimiter=",", skiprows=1)
    return table[:, 2], table[:, 3:]


def compare(what, got, expected):
    error = np.abs(np.asarray(got, dtype=np.float64) - expected) / (1 + np.abs(expected))
    if got.shape != expected.shape or not error.max() <= TOLERANCE:
        mistake(f"{what} differs by {error.max():.2g}")


def around(samples):
    """Points among the samples and around them."""
    wide = np.random.default_rng(2).standard_normal((POINTS - len(samples), 2)) * 1.5 * samples.std(axis=0)
    return np.concatenate([samples, wide + samples.mean(axis=0)]).astype(np.float32)


def check_draws(flow, name, model):
    """The module draws from the base as the program does: both see the same log-densities on average."""
    import torch

    command = [PROGRAM, "sample", flow, "-n", "20000", "--depth", "0", "--quiet"]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    ours = np.loadtxt(out.stdout.decode().splitlines(), delimiter=",", skiprows=1).astype(np.float32)
    theirs = model.base.sample(20000, model.mean, torch.Generator().manual_seed(2))
    with torch.no_grad():
        a = model.base.log_prob((torch.tensor(ours) - model.mean) / model.scale)
        b = model.base.log_prob(theirs)
    error = abs(a.mean() - b.mean()).item() + theirs.mean(0).abs().max().item()
    if not error < 0.06:
        mistake(f"{name}: the base's draws differ by {error:.2g}")


def check_pytorch(flow, name, path):
    import torch

    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    foreign = [m for m in ("numpy",) if hasattr(module, m)]
    if foreign:
        mistake(f"{name}: the module needs {foreign}")
    model = module.load()
    samples = model.sample(POINTS, torch.Generator().manual_seed(1))
    x = around(samples[: POINTS // 2].numpy())
    with torch.no_grad():
        logp, base = evaluated(flow, x)
        compare(f"{name}: log_prob", model.log_prob(torch.tensor(x)).numpy(), logp)
        compare(f"{name}: to_base", model.to_base(torch.tensor(x))[0].numpy(), base)
    # Samples come from where the draws say, and to_data's log-det is that of to_base.
    draws = model.base.sample(POINTS, model.mean, torch.Generator().manual_seed(1))
    check_draws(flow, name, model)
    logp, base = evaluated(flow, samples.numpy())
    compare(f"{name}: the samples' base points", draws.numpy(), base)
    with torch.no_grad():
        compare(f"{name}: log_prob of samples", model.log_prob(samples).numpy(), logp)
        log_det = model.to_data(draws)[1]
        compare(f"{name}: log-det of to_data", (model.base.log_prob(draws) - log_det).numpy(), logp)
    # It can be trained further: gradients of both maps are finite, and those of all parameters.
    model.zero_grad()
    few = torch.tensor(x[:20])
    (model.log_prob(few).mean() + model.to_data(draws[:20])[0].mean()).backward()
    for key, parameter in model.named_parameters():
        if parameter.grad is None or not parameter.grad.isfinite().all():
            mistake(f"{name}: {key} has no gradient")


def check_onnx(flow, name, path):
    import onnx_numpy

    z = np.random.default_rng(1).standard_normal((POINTS, 2)).astype(np.float32)
    samples = onnx_numpy.run(path[: -len(".onnx")] + ".sample.onnx", z)
    compare(f"{name}: sampling", z, evaluated(flow, samples)[1])
    x = around(samples[: POINTS // 2])
    compare(f"{name}: log-density", onnx_numpy.run(path, x), evaluated(flow, x)[0])
    for bound in (path, path[: -len(".onnx")] + ".sample.onnx"):
        text = open(bound, "rb").read()
        if any(word in text for word in (b"SearchSorted", b"NonZero", b"Compress")):
            mistake(f"{name}: an operator that runtimes lack")


def check_npz(flow, name, path):
    arrays = np.load(path)
    description = json.loads(str(arrays["description"]))
    for i, layer in enumerate(description["layers"]):
        if not any(key.startswith(f"layers.{i}.") for key in arrays.files):
            mistake(f"{name}: layer {i} ({layer['key']}) has no arrays")
    if any(arrays[key].dtype != np.float32 for key in arrays.files if key.startswith("layers.")):
        mistake(f"{name}: an array is not float32")
    # What numpy writes is read as well.
    again = os.path.join(FOLDER, name + "_again.npz")
    np.savez(again, **arrays)
    same(flow, name, [path, again])


def check_json(flow, name, path):
    import jsonschema

    with open(path) as file, open(SCHEMA) as schema:
        jsonschema.validate(json.load(file), json.load(schema))
    same(flow, name, [path])


def check_glsl(flow, name, path):
    """That it compiles; what it computes is the C++ header's, which is the same text."""
    shader = os.path.join(FOLDER, name + ".frag")
    with open(path) as file, open(shader, "w") as out:
        out.write("#version 450\n" + file.read())
        out.write("layout(location = 0) in vec2 place;\nlayout(location = 0) out vec4 colour;\n")
        out.write("void main() { colour = vec4(toData(place), logp(place), 1.0); }\n")
    done = subprocess.run(["glslangValidator", "-V", shader, "-o", shader + ".spv"], stdout=subprocess.PIPE)
    if done.returncode != 0:
        mistake(f"{name}: {done.stdout.decode()[:2000]}")


def check_cpp(flow, name, path):
    z = np.random.default_rng(1).standard_normal((POINTS, 2)).astype(np.float32)
    program = os.path.join(FOLDER, name)
    source = f"""#include "{path}"
        #include <cstdio>
        int main() {{
          float p[2];
          while (std::fread(p, 4, 2, stdin) == 2) {{
            const {name}::vec2 x = {name}::toData({{p[0], p[1]}});
            const float out[3] = {{x.x, x.y, {name}::logp(x)}};
            std::fwrite(out, 4, 3, stdout);
          }}
        }}"""
    strict = "-Wall -Wextra -Wconversion -Wdouble-promotion -Werror".split()
    subprocess.run(["g++", "-std=c++17", "-O1", *strict, "-x", "c++", "-", "-o", program], check=True,
                   input=source.encode())
    out = subprocess.run([program], check=True, input=z.tobytes(), stdout=subprocess.PIPE).stdout
    table = np.frombuffer(out, dtype=np.float32).reshape(-1, 3)
    logp, base = evaluated(flow, table[:, :2])
    compare(f"{name}: toData", z, base)
    compare(f"{name}: logp", table[:, 2], logp)


def same(flow, name, copies):
    x = np.random.default_rng(3).standard_normal((50, 2)).astype(np.float32)
    expected = evaluated(flow, x)
    for copy in copies:
        if not all(np.array_equal(a, b) for a, b in zip(evaluated(copy, x), expected)):
            mistake(f"{name}: {os.path.basename(copy)} is another flow")


for flow in sys.argv[5:]:
    name = os.path.splitext(os.path.basename(flow))[0]
    start = time.time()
    globals()["check_" + FORMAT](flow, name, export(flow, name))
    print(f"{name}: {time.time() - start:.1f} s", file=sys.stderr)
sys.exit(1 if mistakes else 0)
