// Runs exported graphs in onnxruntime-web, as a web page would:
//   NODE_PATH=build/node/node_modules node tests/support/node/run_onnx.js build/release/pushforward tests/flows/*.pushforward
// scripts/test puts the modules there. Prints, for every flow, how far samples, their log-densities and the base points that
// they came from are from those of `pushforward eval`, relative to 1 + |value|; exits with 1 if any is further than 1e-4.
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

// The same points every time: Park and Miller's generator.
let state = 1;
function uniform() {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
}

function normal() {
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
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
    const good = rows.length === 1001 && worst <= 1e-4;
    failed = failed || !good;
    console.log(path.basename(flow), worst.toExponential(1), good ? "" : "is too far off");
  }
  fs.rmSync(folder, { recursive: true });
  process.exit(failed ? 1 : 0);
}

main(process.argv.slice(2)).catch((error) => {
  // The stack of an error in a minified bundle is pages of it.
  console.log(String(error.message).slice(0, 1000));
  process.exit(1);
});
