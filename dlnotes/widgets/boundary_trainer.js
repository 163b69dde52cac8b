// Boundary trainer: a network learns to part two classes; the boundary moves as it trains.
import { zeroLines } from "./contour.js";
import { BEYOND_HOPE, createNetwork, createRoom, forward, softmaxCrossEntropy, trainStep } from "./net.js";
import { createPlot, createSummary, drawOnChange, element, marker } from "./plot.js";

const RANGE = [-1.8, 1.8];
const GRID = 80; // the network is asked at so many points a side
const BUDGET = 8; // milliseconds of a frame for training, where the pace is fast
const RESTING = 500; // milliseconds between pictures for those who want little motion
const MEANS = 200; // the loss curve is kept in fewer means than this

// What the inputs say, ready to compute with. `values` are the traits, binary ones as arrays.
export function settingsOf(values) {
  const { dataset, layers, units, points, clean, noisy, classes } = values;
  const noise = Number(values.noise.toPrecision(3));
  const place = dataset * points;
  const x = new Float64Array(2 * points);
  for (let i = 0; i < x.length; i++) {
    const [from, to] = [clean[2 * place + i], noisy[2 * place + i]];
    x[i] = from + noise * (to - from);
  }
  return {
    x,
    t: Uint8Array.from(classes.slice(place, place + points)),
    dataset: values.dataset_names[dataset],
    noise,
    hidden: Array(layers).fill(units),
    activation: values.activation_names[values.activation],
    lr: Number(values.lr.toPrecision(3)),
    weightDecay: values.penalties[values.penalty],
    batch: values.batches[values.batch],
    normals: values.normals,
    seed: values.seed,
  };
}

// A run before its first step.
export function createRun({ hidden, activation, normals, t }) {
  const network = createNetwork([2, ...hidden, 2], activation, normals);
  const curve = { means: [], width: 1, sum: 0, count: 0 };
  return { network, all: createRoom(network, t.length), steps: 0, curve, diverged: false, changed: false };
}

// One step of a run on the next mini-batch, in the order of the points. Returns its loss; if that is
// beyond hope the run has diverged and stays where it is.
export function advance(run, settings) {
  const { x, t, batch } = settings;
  const start = (run.steps * batch) % t.length;
  if (run.room?.examples !== batch) run.room = createRoom(run.network, batch);
  const [rows, labels] = [x.subarray(2 * start, 2 * (start + batch)), t.subarray(start, start + batch)];
  const loss = trainStep(run.network, run.room, rows, labels, settings);
  run.diverged = !(loss <= BEYOND_HOPE);
  if (!run.diverged) {
    run.steps += 1;
    record(run.curve, loss);
  }
  return loss;
}

// The curve is a list of means over `width` steps each; when it gets long, neighbours are joined.
function record(curve, loss) {
  curve.sum += loss;
  curve.count += 1;
  if (curve.count < curve.width) return;
  curve.means.push(curve.sum / curve.width);
  if (curve.means.length === MEANS) {
    curve.means = curve.means.flatMap((mean, i, all) => (i % 2 ? [(all[i - 1] + mean) / 2] : []));
    curve.width *= 2;
  }
  curve.sum = curve.count = 0;
}

// Loss and number of right answers on all points.
export function measure({ network, all }, { x, t }) {
  const z = forward(network, all, x);
  const loss = softmaxCrossEntropy(z, t, all.slopes.at(-1));
  return { loss, right: t.filter((label, n) => (z[2 * n + 1] > z[2 * n] ? 1 : 0) === label).length };
}

export function summaryOf(run, settings) {
  if (run.diverged) {
    return `Diverged at step ${run.steps}: the loss grew beyond a million. Choose a smaller η, then press Reset.`;
  }
  const { loss, right } = measure(run, settings);
  return `Step ${run.steps}: loss ${digits(loss)} and ${right} of ${settings.t.length} points right.`;
}

function digits(loss) {
  return loss < 1000 ? loss.toFixed(4) : loss.toExponential(2);
}

// The Python that does with dlnotes what the page did.
export function pythonOf({ steps, changed }, settings) {
  const { dataset, noise, hidden, activation, lr, weightDecay, batch, t, seed } = settings;
  const note = changed ? "# In the page η, penalty or batch changed on the way; here they are as they are now.\n" : "";
  return `${note}import numpy as np

from dlnotes import SGD, MultiLayerNet, SoftmaxCrossEntropy, accuracy, make_${dataset}

x, t = make_${dataset}(${t.length}, noise=${noise}, rng=np.random.default_rng(${seed}))
network = MultiLayerNet(
    2, [${hidden.join(", ")}], 2, activation="${activation}", rng=${seed}, dtype=np.float64
)
optimizer = SGD(network.parameters(), lr=${lr}, weight_decay=${weightDecay})
loss_func = SoftmaxCrossEntropy()
losses = []
for i in range(${steps || 100}):
    start = i * ${batch} % ${t.length}
    rows = slice(start, start + ${batch})
    optimizer.zero_grad()
    loss = loss_func(network(x[rows]), t[rows])
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
scores = network(x)
print(f"loss {loss_func(scores, t).item():.4f}, {accuracy(scores, t):.1%} right")
`;
}

// The points at the middle of the picture's cells, the bottom row first.
export function gridPoints() {
  const at = (i) => RANGE[0] + ((i + 0.5) / GRID) * (RANGE[1] - RANGE[0]);
  return Float64Array.from({ length: 2 * GRID ** 2 }, (_, i) =>
    at(i % 2 ? Math.floor(i / 2 / GRID) : (i / 2) % GRID),
  );
}

// By how much the score of class 1 exceeds that of class 0 at each of the points.
export function scoreDifferences(network, room, x) {
  const z = forward(network, room, x);
  return Float64Array.from({ length: room.examples }, (_, n) => z[2 * n + 1] - z[2 * n]);
}

// Blue where the network says 0, orange where it says 1, the stronger the surer it is.
function shade(context, differences) {
  const image = context.createImageData(GRID, GRID);
  differences.forEach((difference, n) => {
    const at = 4 * ((GRID - 1 - Math.floor(n / GRID)) * GRID + (n % GRID));
    const sure = Math.tanh(Math.abs(difference) / 2); // 0 at the boundary, towards 1 far from it
    image.data.set(difference > 0 ? [216, 96, 16, 115 * sure] : [0, 122, 190, 115 * sure], at);
  });
  context.putImageData(image, 0, 0);
}

function createCurve() {
  const svg = element("svg", {
    viewBox: "0 0 320 132", role: "img", class: "dlnotes-plot",
    "aria-label": "The loss of the mini-batches, step by step",
  });
  const text = (x, y, anchor, words = "") => element("text", { x, y, "text-anchor": anchor }, words);
  const [line, steps, top] = [element("polyline", { class: "dlnotes-curve" }), text(308, 126, "end"), text(38, 20, "end")];
  const frame = element("rect", { x: 44, y: 8, width: 264, height: 100 });
  const axes = element("g", { class: "dlnotes-axes" }, frame, steps, top, text(44, 126, "start", "0"));
  axes.append(text(38, 108, "end", "0"), text(176, 126, "middle", "step"), text(38, 64, "end", "loss"));
  svg.append(axes, line);
  return {
    svg,
    draw({ means, width }) {
      const highest = means.reduce((a, b) => Math.max(a, b), 0);
      const scale = [1, 2, 4].find((value) => value >= highest) ?? 4; // what is above is cut
      const at = (mean, i) => `${44 + (264 * (i + 1)) / means.length},${108 - 100 * Math.min(1, mean / scale)}`;
      line.setAttribute("points", means.map(at).join(" "));
      steps.textContent = means.length ? String(means.length * width) : "";
      top.textContent = String(scale);
    },
  };
}

const DATA = ["dataset", "noise", "layers", "units", "activation"]; // a change starts a new run
const LEARNING = ["lr", "penalty", "batch"]; // a change goes on with the present one
const FIXED = ["dataset_names", "activation_names", "penalties", "batches", "points", "seed"];

function read(model) {
  const values = Object.fromEntries([...DATA, ...LEARNING, ...FIXED].map((name) => [name, model.get(name)]));
  for (const [name, Kind] of [["clean", Float64Array], ["noisy", Float64Array], ["normals", Float64Array], ["classes", Uint8Array]]) {
    const { buffer, byteOffset, byteLength } = model.get(name);
    values[name] = new Kind(buffer.slice(byteOffset, byteOffset + byteLength));
  }
  return settingsOf(values);
}

function render({ model, el }) {
  el.classList.add("dlnotes-view");
  const plot = createPlot({
    x: RANGE, y: RANGE, xLabel: "x1", yLabel: "x2", ticks: [-1, 0, 1],
    label: "The points of two classes, circles and crosses, and the boundary of the network between them",
  });
  const canvas = element("canvas", {
    width: GRID, height: GRID, role: "img", class: "dlnotes-shading",
    "aria-label": "Which class the network gives each place, and how surely",
  });
  const context = canvas.getContext("2d");
  const boundary = plot.layer("lines").appendChild(element("path", { class: "dlnotes-boundary", "data-part": "boundary" }));
  const markers = plot.layer("markers dlnotes-small");
  const curve = createCurve();
  const button = (text) => element("button", { type: "button" }, text);
  const [play, step, reset, show] = ["Play", "Step", "Reset", "Show the Python"].map(button);
  const buttons = element("div", { class: "dlnotes-buttons" }, play, step, reset, show);
  const code = element("pre", { class: "dlnotes-code", tabindex: 0, role: "region", "aria-label": "The same in Python" });
  const side = element("div", { class: "dlnotes-side" }, buttons);
  const summary = createSummary(side);
  side.append(curve.svg);
  el.append(element("div", { class: "dlnotes-layers" }, canvas, plot.svg), side, code);

  const grid = gridPoints();
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let [run, settings, gridRoom, frame, drawn] = [null, null, null, 0, 0];

  function draw() {
    const differences = scoreDifferences(run.network, gridRoom, grid);
    shade(context, differences);
    const at = (i) => RANGE[0] + ((i + 0.5) / GRID) * (RANGE[1] - RANGE[0]);
    const place = ([x, y]) => `${plot.px(at(x)).toFixed(2)} ${plot.py(at(y)).toFixed(2)}`;
    const segments = zeroLines(differences, GRID);
    boundary.setAttribute("d", segments.map(([from, to]) => `M${place(from)}L${place(to)}`).join(""));
    curve.draw(run.curve);
    summary.say(summaryOf(run, settings));
    writeCode();
    drawn = performance.now();
  }
  function writeCode() {
    code.hidden = show.getAttribute("aria-expanded") !== "true";
    if (!code.hidden) code.textContent = pythonOf(run, settings);
  }
  function restart() {
    settings = read(model);
    run = createRun(settings);
    gridRoom = createRoom(run.network, GRID ** 2);
    const { x, t } = settings;
    markers.replaceChildren(...Array.from(t, (label, n) => marker(plot, [x[2 * n], x[2 * n + 1]], label, 3)));
    draw();
  }
  function adjust() {
    run.changed = run.steps > 0;
    settings = read(model);
    writeCode();
  }
  function pause() {
    cancelAnimationFrame(frame);
    frame = 0;
    play.textContent = "Play";
    draw();
  }
  function tick() {
    const start = performance.now();
    do advance(run, settings);
    while (model.get("pace") === 1 && !run.diverged && performance.now() - start < BUDGET);
    if (run.diverged) return pause();
    if (!calm.matches || start - drawn > RESTING) draw();
    frame = requestAnimationFrame(tick);
  }
  play.addEventListener("click", () => {
    if (frame) return pause();
    play.textContent = "Pause";
    frame = requestAnimationFrame(tick);
  });
  step.addEventListener("click", () => {
    advance(run, settings);
    pause();
  });
  reset.addEventListener("click", () => {
    restart();
    pause();
  });
  show.setAttribute("aria-expanded", "false");
  show.addEventListener("click", () => {
    show.setAttribute("aria-expanded", String(code.hidden));
    writeCode();
  });

  const stops = [drawOnChange(model, DATA, restart), drawOnChange(model, LEARNING, adjust)];
  return () => {
    cancelAnimationFrame(frame);
    for (const stop of [...stops, summary.stop]) stop();
  };
}

export default { render };
