// Softmax explorer: scores, probabilities, two losses and their gradients, as bars.
import { createSummary, drawOnChange, element, format } from "./plot.js";
import { lossesOfScores } from "./softmax.js";

const CLASSES = [0, 1, 2];

// Everything that is shown, as plain values.
export function explorerState({ z0, z1, z2, target, temperature }) {
  const losses = lossesOfScores([z0, z1, z2], target, temperature);
  const { y, crossEntropy, squaredError } = losses;
  const most = Math.max(...y);
  const best = CLASSES.filter((k) => most - y[k] < 1e-9);
  const verdict = best.length === 1 && best[0] === target ? "That is the true class." : `The true class is ${target}.`;
  const first =
    best.length === 1
      ? `Most likely: class ${best[0]}, with ${percent(most)}.`
      : `Equally likely: classes ${best.slice(0, -1).join(", ")} and ${best.at(-1)}, with ${percent(most)} each.`;
  return {
    ...losses,
    summary:
      `${first} ${verdict} ` +
      `Cross-entropy ${digits(crossEntropy)}, squared error ${digits(squaredError)}.`,
  };
}

function percent(share) {
  return `${format(100 * share)}\u00a0%`;
}

// Four decimals: the losses of the chapter are written so.
function digits(value) {
  return (Number(value.toFixed(4)) || 0).toFixed(4).replace("-", "−");
}

// A chart of horizontal bars, two rows a class at most; `range` is what the width stands for.
function createBars({ title, label, range, height, marks }) {
  const [left, right, width] = [62, 62, 340];
  const px = (value) => left + ((value - range[0]) / (range[1] - range[0])) * (width - left - right);
  const svg = element("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, class: "dlnotes-plot" });
  const axes = element("g", { class: "dlnotes-axes" });
  for (const mark of marks) {
    axes.append(
      element("line", { x1: px(mark), x2: px(mark), y1: 22, y2: height - 18 }),
      element("text", { x: px(mark), y: height - 4, "text-anchor": "middle" }, format(mark)),
    );
  }
  const bars = element("g");
  svg.append(element("text", { x: 0, y: 13 }, title), axes, bars);
  return {
    svg,
    bar: (value, y, style) => {
      const [from, to] = [px(0), px(Math.min(range[1], Math.max(range[0], value)))];
      const x = Math.min(from, to);
      bars.append(
        element("rect", { class: `dlnotes-bar ${style}`, "data-value": value, x, y, width: Math.abs(to - from), height: 14 }),
        element("text", { x: width, y: y + 12, "text-anchor": "end" }, digits(value)),
      );
    },
    name: (text, y) => bars.append(element("text", { x: 0, y }, text)),
    clear: () => bars.replaceChildren(),
  };
}

function render({ model, el }) {
  el.classList.add("dlnotes-view");
  const names = ["z0", "z1", "z2", "temperature", "target"];
  const chances = createBars({
    title: "probability y", range: [0, 1], height: 118, marks: [0, 0.5, 1],
    label: "Bars of the probability of each class",
  });
  const side = element("div", { class: "dlnotes-side" });
  const charts = element("div", { class: "dlnotes-figure dlnotes-charts" }, chances.svg);
  el.append(charts, side);
  const summary = createSummary(side);
  let slopes;

  const stop = drawOnChange(model, names, () => {
    const traits = Object.fromEntries(names.map((name) => [name, model.get(name)]));
    const state = explorerState(traits);
    const mark = (k) => (k === traits.target ? `✓ class ${k}` : `class ${k}`);
    chances.clear();
    slopes?.svg.remove();
    // Gradients grow as the temperature falls: the scale is the largest that they can have.
    const most = Math.max(1, 1 / traits.temperature);
    slopes = createBars({
      title: "slope for each score", range: [-most, most], height: 184, marks: [-most, 0, most],
      label: "Bars of the gradient of each loss with respect to each score",
    });
    charts.append(slopes.svg);
    for (const k of CLASSES) {
      chances.bar(state.y[k], 26 + 25 * k, "");
      chances.name(mark(k), 38 + 25 * k);
      slopes.bar(state.crossEntropyGradient[k], 26 + 46 * k, "dlnotes-full");
      slopes.bar(state.squaredErrorGradient[k], 43 + 46 * k, "dlnotes-hollow");
      slopes.name(mark(k), 47 + 46 * k);
    }
    summary.say(state.summary);
  });
  side.append(
    element("p", { class: "dlnotes-slopes" }, "Slopes: filled for cross-entropy, hollow for squared error. ✓ marks the true class."),
  );
  return () => {
    stop();
    summary.stop();
  };
}

export default { render };
