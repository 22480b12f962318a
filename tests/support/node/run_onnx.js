// Runs exported graphs in onnxruntime-web, for a look by hand (scripts/test runs them by numpy):
//   npm install --prefix build/node onnxruntime-web
//   NODE_PATH=build/node/node_modules node tests/support/node/run_onnx.js build/release/pushforward tests/flows/*.pushforward
// Prints, for every flow, how far 1000 samples' log-densities are from those of `pushforward eval`, relative to 1 + |logp|.
const { execFileSync } = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");
const ort = require("onnxruntime-web");

ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

async function run(file, name, values) {
  const session = await ort.InferenceSession.create(fs.readFileSync(file));
  const result = await session.run({ [name]: new ort.Tensor("float32", values, [values.length / 2, 2]) });
  return Object.values(result)[0].data;
}

function normal() {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

async function main([program, ...flows]) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "onnx-"));
  let failed = false;
  for (const flow of flows) {
    const model = path.join(folder, "flow.onnx");
    execFileSync(program, ["export", flow, "--format", "onnx", "--out", model]);
    const z = Float32Array.from({ length: 2000 }, normal);
    const x = await run(path.join(folder, "flow.sample.onnx"), "z", z);
    const logp = await run(model, "x", x);
    const points = path.join(folder, "points.csv");
    let text = "x,y\n";
    for (let i = 0; i < x.length; i += 2) text += `${x[i]},${x[i + 1]}\n`;
    fs.writeFileSync(points, text);
    const rows = execFileSync(program, ["eval", flow, "--points", points, "--quiet"]).toString().trim().split("\n");
    let worst = 0;
    rows.slice(1).forEach((row, i) => {
      const [, , expected, zx, zy] = row.split(",").map(Number);
      const errors = [
        Math.abs(logp[i] - expected) / (1 + Math.abs(expected)),
        Math.abs(z[2 * i] - zx) / (1 + Math.abs(zx)),
        Math.abs(z[2 * i + 1] - zy) / (1 + Math.abs(zy)),
      ];
      for (const error of errors) if (!(error <= worst)) worst = error;
    });
    failed = failed || !(worst <= 1e-4);
    console.log(path.basename(flow), worst.toExponential(1));
  }
  fs.rmSync(folder, { recursive: true });
  process.exit(failed ? 1 : 0);
}

main(process.argv.slice(2));
