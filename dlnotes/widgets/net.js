// Dense networks in float64: a port of dlnotes/layers.py, losses.py and optimizers.py (SGD).
// A matrix is one array, its rows end to end, as NumPy keeps it.

// name -> [activate(a), which puts values in the place of the sums a, and the slope in terms of the
// value y]. Each has a loop of its own: one for all would call a function for every number, which
// takes twice as long.
export const ACTIVATIONS = {
  relu: [
    (a) => {
      for (let j = 0; j < a.length; j++) a[j] = Math.max(a[j], 0);
    },
    (y) => (y > 0 ? 1 : 0),
  ],
  leaky_relu: [
    (a) => {
      for (let j = 0; j < a.length; j++) a[j] *= a[j] > 0 ? 1 : 0.01;
    },
    (y) => (y > 0 ? 1 : 0.01),
  ],
  sigmoid: [
    (a) => {
      for (let j = 0; j < a.length; j++) a[j] = 1 / (1 + Math.exp(-a[j]));
    },
    (y) => y * (1 - y),
  ],
  tanh: [
    (a) => {
      for (let j = 0; j < a.length; j++) a[j] = Math.tanh(a[j]);
    },
    (y) => 1 - y * y,
  ],
  identity: [() => {}, () => 1],
};

// Affine layers from sizes[0] inputs to sizes.at(-1) scores, with the activation after all but the
// last. `normals` are standard normal numbers, which the first weights are made of in their order:
// He's spread for (leaky) ReLU, Xavier's for the others; biases start at 0.
export function createNetwork(sizes, activation, normals) {
  let next = 0;
  const layers = sizes.slice(1).map((columns, i) => {
    const rows = sizes[i];
    const spread = Math.sqrt(2 / (activation.endsWith("relu") ? rows : rows + columns));
    const W = Float64Array.from({ length: rows * columns }, () => spread * normals[next++]);
    const [b, db] = [new Float64Array(columns), new Float64Array(columns)];
    return { rows, columns, W, b, dW: new Float64Array(W.length), db };
  });
  return { layers, activation };
}

// Room for what going forward and backward computes for so many examples.
export function createRoom(network, examples) {
  const room = () => network.layers.map(({ columns }) => new Float64Array(examples * columns));
  return { examples, outputs: room(), slopes: room() };
}

// Scores of the examples x, (N, D) -> (N, K); what lies between stays in `room` for backward.
export function forward({ layers, activation }, room, x) {
  const [activate] = ACTIVATIONS[activation];
  let input = x;
  layers.forEach(({ rows, columns, W, b }, i) => {
    const output = room.outputs[i];
    for (let n = 0; n < room.examples; n++) {
      const [from, to] = [n * rows, n * columns];
      for (let k = 0; k < columns; k++) {
        let sum = b[k];
        for (let d = 0; d < rows; d++) sum += input[from + d] * W[d * columns + k];
        output[to + k] = sum;
      }
    }
    if (i < layers.length - 1) activate(output);
    input = output;
  });
  return input;
}

// The mean cross-entropy of softmax(z) for the classes t; its gradient is written into `slope`.
export function softmaxCrossEntropy(z, t, slope) {
  const examples = t.length;
  const classes = z.length / examples;
  let loss = 0;
  for (let n = 0; n < examples; n++) {
    const row = z.subarray(n * classes, (n + 1) * classes);
    const top = row.reduce((a, b) => Math.max(a, b));
    let total = 0;
    for (const score of row) total += Math.exp(score - top);
    row.forEach((score, k) => {
      const wanted = k === t[n] ? 1 : 0;
      loss += wanted * (Math.log(total) - (score - top));
      slope[n * classes + k] = (Math.exp(score - top) / total - wanted) / examples;
    });
  }
  return loss / examples;
}

// From the slope of the loss for the scores (the last of room.slopes) to that of every parameter.
export function backward({ layers, activation }, room, x) {
  const slopeAt = ACTIVATIONS[activation][1];
  for (let i = layers.length - 1; i >= 0; i--) {
    const { rows, columns, W, dW, db } = layers[i];
    const [input, dout, dx] = [i ? room.outputs[i - 1] : x, room.slopes[i], room.slopes[i - 1]];
    dW.fill(0);
    db.fill(0);
    for (let n = 0; n < room.examples; n++) {
      const from = n * columns;
      for (let k = 0; k < columns; k++) db[k] += dout[from + k];
      for (let d = 0; d < rows; d++) {
        const signal = input[n * rows + d];
        let sum = 0;
        for (let k = 0; k < columns; k++) {
          dW[d * columns + k] += signal * dout[from + k];
          sum += dout[from + k] * W[d * columns + k];
        }
        if (i) dx[n * rows + d] = sum * slopeAt(signal);
      }
    }
  }
}

// A loss above this, or one that is no number, means that a run has diverged.
export const BEYOND_HOPE = 1e6;

// One step of SGD on a mini-batch. Returns the loss before it; where that is beyond hope the weights
// stay as they are.
export function trainStep(network, room, x, t, { lr, weightDecay }) {
  const loss = softmaxCrossEntropy(forward(network, room, x), t, room.slopes.at(-1));
  if (!(loss <= BEYOND_HOPE)) return loss;
  backward(network, room, x);
  for (const { W, b, dW, db } of network.layers) {
    for (let j = 0; j < W.length; j++) W[j] -= lr * (dW[j] + weightDecay * W[j]);
    for (let j = 0; j < b.length; j++) b[j] -= lr * (db[j] + weightDecay * b[j]);
  }
  return loss;
}
