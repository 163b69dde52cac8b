// Boundary trainer: a network learns to part two classes; the boundary moves as it trains.
import { advance, createRun, pythonOf, settingsOf, summaryOf } from "./boundary_run.js";
import { zeroLines } from "./contour.js";
import { createRoom, forward } from "./net.js";
import { createPlot, createSummary, drawOnChange, element } from "./plot.js";
import { createSlowMotion } from "./slow_motion.js";

const EXTENT = [-1.8, 1.8];
const GRID = 64; // the network is asked at so many points a side
const [BLUE, ORANGE] = [[0, 122, 190], [216, 96, 16]];
const BUDGET = 8; // milliseconds of a frame for training, where the pace is fast
const RESTING = 500; // milliseconds between pictures for those who want little motion

// The points at the middle of the picture's cells, the bottom row first.
export function gridPoints() {
  const at = (i) => EXTENT[0] + ((i + 0.5) / GRID) * (EXTENT[1] - EXTENT[0]);
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
  const { data } = image;
  for (let n = 0; n < differences.length; n++) {
    const at = 4 * ((GRID - 1 - Math.floor(n / GRID)) * GRID + (n % GRID));
    const [red, green, blue] = differences[n] > 0 ? ORANGE : BLUE;
    data[at] = red;
    data[at + 1] = green;
    data[at + 2] = blue;
    data[at + 3] = 115 * Math.tanh(Math.abs(differences[n]) / 2); // 0 at the boundary
  }
  context.putImageData(image, 0, 0);
}

// A small circle for class 0, a cross for class 1.
function outline(label, x, y) {
  return label === 0 ? `M${x - 3} ${y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0` : `M${x - 3} ${y - 3}l6 6m-6 0l6 -6`;
}

// The loss curve, on a logarithmic axis: whole powers of ten, at least two of them.
function createCurve() {
  const svg = element("svg", {
    viewBox: "0 0 320 132", role: "img", class: "dlnotes-plot",
    "aria-label": "The loss of the mini-batches, step by step, on a logarithmic axis",
  });
  const text = (x, y, anchor, words = "") => element("text", { x, y, "text-anchor": anchor }, words);
  const [line, steps, ticks] = [element("polyline", { class: "dlnotes-loss" }), text(308, 126, "end"), element("g")];
  const axes = element("g", { class: "dlnotes-axes" }, element("rect", { x: 44, y: 8, width: 264, height: 100 }), ticks, steps);
  axes.append(text(44, 126, "start", "0"), text(176, 126, "middle", "step"), text(50, 102, "start", "loss"));
  svg.append(axes, line);
  let drawn = "";
  return {
    svg,
    draw({ means, width }) {
      const [least, most] = lossDecades(means);
      const y = (power) => 108 - (100 * (power - least)) / (most - least);
      if (drawn !== `${least},${most}`) {
        drawn = `${least},${most}`;
        const every = Math.ceil((most - least) / 4);
        const powers = Array.from({ length: most - least + 1 }, (_, i) => least + i).filter((power) => power % every === 0);
        ticks.replaceChildren(...powers.flatMap((power) => [
          element("line", { x1: 44, x2: 308, y1: y(power), y2: y(power) }),
          text(40, y(power) + 4, "end", power >= -3 && power <= 3 ? String(Number((10 ** power).toPrecision(1))) : `1e${power}`),
        ]));
      }
      const at = (mean, i) => `${44 + (264 * (i + 1)) / means.length},${y(Math.min(most, Math.max(least, Math.log10(mean)))).toFixed(2)}`;
      line.setAttribute("points", means.map(at).join(" "));
      steps.textContent = means.length ? String(means.length * width) : "";
    },
  };
}

// The whole powers of ten between which losses lie.
export function lossDecades(means) {
  const powers = means.map((mean) => Math.min(6, Math.max(-9, Math.log10(Math.max(mean, 1e-9)))));
  const least = Math.min(-1, ...powers.map(Math.floor));
  return [least, Math.max(least + 1, 0, ...powers.map(Math.ceil))];
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
    x: EXTENT, y: EXTENT, xLabel: "x1", yLabel: "x2", ticks: [-1, 0, 1],
    label: "The points of two classes, circles and crosses, and the boundary of the network between them",
  });
  const canvas = element("canvas", {
    width: GRID, height: GRID, role: "img", class: "dlnotes-shading",
    "aria-label": "Which class the network gives each place, and how surely",
  });
  const context = canvas.getContext("2d");
  const boundary = plot.layer("lines").appendChild(element("path", { class: "dlnotes-boundary", "data-part": "boundary" }));
  const markers = plot.layer("markers dlnotes-small");
  const marks = [0, 1].map((label) => markers.appendChild(element("path", { class: `dlnotes-marker dlnotes-is-${label}` })));
  const curve = createCurve();
  const button = (text) => element("button", { type: "button" }, text);
  const [play, step, reset, python] = ["Play", "Step", "Reset", "Show the Python"].map(button);
  const slow = createSlowMotion({
    state: () => ({ run, settings }),
    changed: () => draw(),
    pause: () => frame && pause(),
  });
  const buttons = element("div", { class: "dlnotes-buttons" }, play, step, reset, slow.open, python);
  const code = element("pre", { class: "dlnotes-code", tabindex: 0, role: "region", "aria-label": "The same in Python" });
  const side = element("div", { class: "dlnotes-side" }, buttons);
  const summary = createSummary(side);
  side.append(curve.svg);
  el.append(element("div", { class: "dlnotes-figure dlnotes-layers" }, canvas, plot.svg), side, slow.panel, code);

  const grid = gridPoints();
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let [run, settings, gridRoom, frame, drawn] = [null, null, null, 0, 0];

  function draw() {
    const differences = scoreDifferences(run.network, gridRoom, grid);
    shade(context, differences);
    const at = (i) => EXTENT[0] + ((i + 0.5) / GRID) * (EXTENT[1] - EXTENT[0]);
    const place = ([x, y]) => `${plot.px(at(x)).toFixed(2)} ${plot.py(at(y)).toFixed(2)}`;
    const segments = zeroLines(differences, GRID);
    boundary.setAttribute("d", segments.map(([from, to]) => `M${place(from)}L${place(to)}`).join(""));
    curve.draw(run.curve);
    summary.say(summaryOf(run, settings));
    slow.draw();
    writeCode();
    drawn = performance.now();
  }
  function writeCode() {
    code.hidden = python.getAttribute("aria-expanded") !== "true";
    if (!code.hidden) code.textContent = pythonOf(run, settings);
  }
  function restart() {
    settings = read(model);
    run = createRun(settings);
    slow.forget();
    gridRoom = createRoom(run.network, GRID ** 2);
    const { x, t } = settings;
    // One path a class: 300 elements would take longer than a frame.
    marks.forEach((mark, label) => {
      const drawn = Array.from(t, (own, n) => (own === label ? outline(label, plot.px(x[2 * n]), plot.py(x[2 * n + 1])) : ""));
      mark.setAttribute("d", drawn.join(""));
    });
    draw();
  }
  function adjust() {
    run.changed = run.steps > 0;
    settings = read(model);
    slow.forget();
    slow.draw();
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
    slow.forget();
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
    slow.forget();
    advance(run, settings);
    pause();
  });
  reset.addEventListener("click", () => {
    restart();
    pause();
  });
  python.setAttribute("aria-expanded", "false");
  python.addEventListener("click", () => {
    python.setAttribute("aria-expanded", String(code.hidden));
    writeCode();
  });

  const stops = [drawOnChange(model, DATA, restart), drawOnChange(model, LEARNING, adjust)];
  // What is pressed finds the run that was set before, also on a machine with slow frames.
  el.addEventListener("click", () => stops.forEach((stop) => stop.settle()), { capture: true });
  return () => {
    cancelAnimationFrame(frame);
    for (const stop of [...stops, summary.stop, slow.stop]) stop();
  };
}

export default { render };
