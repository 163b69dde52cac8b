// A trained dense network in the page, forward only: affine layers with ReLU between, a port of
// dlnotes/layers.py. Weights come as whole numbers from -127 to 127 and a scale for each unit.

// The bytes of a binary trait as an array of numbers, whatever the place where they begin.
export function numbers(Type, view) {
  return new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

// Layers {inputs, outputs, W, b} of a network with these sizes; W[i * outputs + k] as in Python.
export function unpack(sizes, weights, scales, biases) {
  let [place, unit] = [0, 0];
  return sizes.slice(1).map((outputs, layer) => {
    const inputs = sizes[layer];
    const scale = scales.subarray(unit, unit + outputs);
    const b = biases.subarray(unit, unit + outputs);
    const W = Float32Array.from({ length: inputs * outputs }, (_, i) => weights[place + i] * scale[i % outputs]);
    place += inputs * outputs;
    unit += outputs;
    return { inputs, outputs, W, b };
  });
}

// The scores of one example x.
export function forward(layers, x) {
  return layers.reduce((signal, { inputs, outputs, W, b }, layer) => {
    const a = Float64Array.from(b);
    for (let i = 0; i < inputs; i += 1) {
      const s = layer > 0 ? Math.max(0, signal[i]) : signal[i];
      if (s === 0) continue; // paper, or a unit that is silent
      for (let k = 0; k < outputs; k += 1) a[k] += s * W[i * outputs + k];
    }
    return a;
  }, x);
}

// Scores as probabilities; the largest is taken off first so that nothing overflows.
export function softmax(scores) {
  const most = Math.max(...scores);
  const powers = Array.from(scores, (score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}
