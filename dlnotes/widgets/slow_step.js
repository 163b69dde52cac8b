// One training step in slow motion: what net.js does in one go, stage by stage, with all its numbers.
import { ACTIVATIONS, backward, createRoom, forward, softmaxCrossEntropy } from "./net.js";

const NUDGE = 1e-5;
// name -> [the function, its slope], in NumPy; `y` is what the function gave.
const IN_NUMPY = {
  relu: ["np.maximum(a, 0)", "(y > 0)"],
  leaky_relu: ["np.where(a > 0, a, 0.01 * a)", "np.where(y > 0, 1, 0.01)"],
  sigmoid: ["1 / (1 + np.exp(-a))", "y * (1 - y)"],
  tanh: ["np.tanh(a)", "(1 - y**2)"],
  identity: ["a", "1"],
};

// Everything that one step on the examples x with classes t computes; the network stays as it is.
// Returns {x, t, layers, loss, probabilities}: each layer with its input, sums a, outputs y, slopes
// of the loss for its sums and its weights, and the weights after the step.
export function slowStep(network, x, t, { lr, weightDecay }) {
  const [activate] = ACTIVATIONS[network.activation];
  const room = createRoom(network, t.length);
  const z = forward(network, room, x);
  const loss = softmaxCrossEntropy(z, t, room.slopes.at(-1));
  backward(network, room, x);
  const after = (values, slopes) => values.map((w, j) => w - lr * (slopes[j] + weightDecay * w));
  const layers = network.layers.map(({ rows, columns, W, b, dW, db }, i) => {
    const input = i ? room.outputs[i - 1] : x;
    const a = new Float64Array(t.length * columns);
    for (let n = 0; n < t.length; n += 1) {
      for (let k = 0; k < columns; k += 1) {
        a[n * columns + k] = b[k];
        for (let d = 0; d < rows; d += 1) a[n * columns + k] += input[n * rows + d] * W[d * columns + k];
      }
    }
    const y = a.slice();
    if (i < network.layers.length - 1) activate(y);
    const copy = { W: W.slice(), b: b.slice(), dW: dW.slice(), db: db.slice() };
    return { rows, columns, input, a, y, slopes: room.slopes[i], ...copy, newW: after(W, dW), newB: after(b, db) };
  });
  const last = layers.at(-1);
  const probabilities = Float64Array.from(last.slopes, (slope, i) => slope * t.length + (i % last.columns === t[Math.floor(i / last.columns)] ? 1 : 0));
  return { x, t, layers, loss, probabilities };
}

// The slope of the loss for one weight, measured: (L(w + h) - L(w - h)) / 2h. `from` is null for a
// bias.
export function measuredSlope(network, x, t, { layer, from, to }) {
  const { W, b, columns } = network.layers[layer];
  const [values, place] = from === null ? [b, to] : [W, from * columns + to];
  const room = createRoom(network, t.length);
  const kept = values[place];
  const lossAt = (value) => {
    values[place] = value;
    return softmaxCrossEntropy(forward(network, room, x), t, room.slopes.at(-1));
  };
  const slope = (lossAt(kept + NUDGE) - lossAt(kept - NUDGE)) / (2 * NUDGE);
  values[place] = kept;
  return slope;
}

// The weight's numbers in a step: before, slope, after.
export function weightAt(step, { layer, from, to }) {
  const { W, b, dW, db, newW, newB, columns } = step.layers[layer];
  if (from === null) return { before: b[to], slope: db[to], after: newB[to] };
  const place = from * columns + to;
  return { before: W[place], slope: dW[place], after: newW[place] };
}

// The stages of a step: forward layer by layer, loss, backward layer by layer, update. With `byUnit`
// a layer is taken a unit at a time. A stage is {kind, layer, unit}; unit null means all of them.
export function stagesOf(network, byUnit) {
  const numbers = network.layers.map((_, i) => i);
  const each = (kind, layer) => {
    const units = byUnit ? Array.from({ length: network.layers[layer].columns }, (_, k) => k) : [null];
    return units.map((unit) => ({ kind, layer, unit }));
  };
  return [
    ...numbers.flatMap((layer) => each("forward", layer)),
    { kind: "loss", layer: null, unit: null },
    ...numbers.toReversed().flatMap((layer) => each("backward", layer)),
    { kind: "update", layer: null, unit: null },
  ];
}

// The lines of NumPy that do a stage. Layers are counted from 1.
export function numpyOf({ kind, layer }, { activation, count, lr, weightDecay, examples }) {
  const n = layer + 1;
  const input = layer === 0 ? "x" : `y${layer}`;
  if (kind === "forward") {
    const sums = `a${n} = ${input} @ W${n} + b${n}`;
    if (n === count) return `${sums}  # the scores`;
    return `${sums}\ny${n} = ${IN_NUMPY[activation][0].replaceAll(/\ba\b/g, `a${n}`)}`;
  }
  if (kind === "loss") return `p = softmax(a${count})\nloss = -np.log(p[np.arange(${examples}), t]).mean()`;
  if (kind === "backward") {
    const start =
      n === count
        ? `da${n} = (p - np.eye(2)[t]) / ${examples}`
        : `da${n} = (da${n + 1} @ W${n + 1}.T) * ${IN_NUMPY[activation][1].replaceAll(/\by\b/g, `y${n}`)}`;
    return `${start}\ndW${n} = ${input}.T @ da${n}\ndb${n} = da${n}.sum(axis=0)`;
  }
  const penalty = weightDecay ? ` + ${weightDecay} * W` : "";
  return `W -= ${lr} * (dW${penalty})  # each W, and each b alike`;
}

export function show(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 1e4 || size < 1e-3 ? value.toExponential(2) : value.toFixed(size < 1 ? 4 : 3);
  return text.replaceAll("-", "−");
}

export const nameOf = (layer, unit, count) => (layer < 0 ? `x${unit + 1}` : layer === count - 1 ? `score ${unit}` : `unit ${layer + 1}.${unit + 1}`);

// What happens at a stage, in words, for example n of the step (the first).
export function wordsOf(stage, step, settings) {
  const { activation, lr, weightDecay } = settings;
  const count = step.layers.length;
  const { kind, layer, unit } = stage;
  const whole = step.t.length > 1 ? ` of the first of ${step.t.length} examples` : "";
  const named = layer === null ? "" : layer === count - 1 ? "the output layer" : `hidden layer ${layer + 1}`;
  if (kind === "forward") {
    if (unit === null) return `Forward, ${named}: each unit adds up its inputs times their weights${layer < count - 1 ? `, and ${activation} makes its output of the sum` : "; the sums are the scores"}. The table has the numbers${whole}.`;
    const { rows, columns, input, W, b, a, y } = step.layers[layer];
    const products = Array.from({ length: rows }, (_, d) => `${show(W[d * columns + unit])}·${show(input[d])}`);
    const sum = `${products.join(" + ")} + ${show(b[unit])} = ${show(a[unit])}`;
    return `Forward, ${nameOf(layer, unit, count)}${whole}: ${sum}${layer < count - 1 ? `; ${activation} makes ${show(y[unit])} of it` : ""}.`;
  }
  if (kind === "loss") {
    const p = step.probabilities[step.t[0]];
    return `Loss: softmax makes probabilities of the scores. The first example is of class ${step.t[0]} and gets ${show(p)}; −ln ${show(p)} = ${show(-Math.log(p))}. ${step.t.length > 1 ? `The mean of all ${step.t.length} is` : "So the loss is"} ${show(step.loss)}.`;
  }
  if (kind === "backward") {
    if (unit === null) {
      return layer === count - 1
        ? `Backward, ${named}: the slope for each score is its probability, minus 1 for the true class${step.t.length > 1 ? `, divided by ${step.t.length}` : ""}. Slope times input gives the slope for each weight.`
        : `Backward, ${named}: the slopes of the next layer come back along the weights and add up; the slope of ${activation} lets them through or not. Slope times input gives the slope for each weight.`;
    }
    const { slopes, y } = step.layers[layer];
    if (layer === count - 1) {
      return `Backward, ${nameOf(layer, unit, count)}${whole}: probability ${show(step.probabilities[unit])}${unit === step.t[0] ? " − 1" : ""}${step.t.length > 1 ? `, divided by ${step.t.length}` : ""} = ${show(slopes[unit])}.`;
    }
    const next = step.layers[layer + 1];
    const products = Array.from({ length: next.columns }, (_, k) => `${show(next.slopes[k])}·${show(next.W[unit * next.columns + k])}`);
    const slope = ACTIVATIONS[activation][1](y[unit]);
    return `Backward, ${nameOf(layer, unit, count)}${whole}: (${products.join(" + ")}) times the slope ${show(slope)} of ${activation} = ${show(slopes[unit])}.`;
  }
  const pull = weightDecay ? `, and the penalty pulls by ${weightDecay} times the weight` : "";
  return `Update: each weight moves against its slope, ${lr} times as far${pull}. The step is done.`;
}

// How the slope of one weight comes about, for the first example: the chain of products from the loss.
export function traceOf(step, { layer, from, to }, { activation }) {
  const count = step.layers.length;
  const { input, slopes, y } = step.layers[layer];
  const unit = nameOf(layer, to, count);
  const { slope } = weightAt(step, { layer, from, to });
  const value = from === null ? 1 : input[from];
  const share = step.t.length > 1 ? ` The ${step.t.length} examples together: ${show(slope)}.` : "";
  const product = `∂L/∂w = ${from === null ? "1" : `${nameOf(layer - 1, from, count)}`} · ∂L/∂a = ${show(value)} · ${show(slopes[to])} = ${show(value * slopes[to])}.`;
  if (layer === count - 1) {
    return `${product} Here ∂L/∂a of ${unit} is its probability ${show(step.probabilities[to])}${to === step.t[0] ? " − 1" : ""}${step.t.length > 1 ? `, divided by ${step.t.length}` : ""}.${share}`;
  }
  const next = step.layers[layer + 1];
  const sum = Array.from({ length: next.columns }, (_, k) => next.slopes[k] * next.W[to * next.columns + k]);
  const parts = sum.map((part, k) => ({ part, k })).sort((a, b) => Math.abs(b.part) - Math.abs(a.part));
  const most = parts.slice(0, 3).map(({ part, k }) => `${show(part)} by way of ${nameOf(layer + 1, k, count)}`);
  const rest = parts.length > 3 ? `, and ${parts.length - 3} smaller ones` : "";
  return `${product} Here ∂L/∂a of ${unit} is the slope ${show(ACTIVATIONS[activation][1](y[to]))} of ${activation} times what comes back, ${show(sum.reduce((a, b) => a + b, 0))}: ${most.join(", ")}${rest}.${share}`;
}
