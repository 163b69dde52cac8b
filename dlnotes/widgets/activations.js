// The functions between the layers and their slopes: a port of dlnotes/activations.py.

export const ACTIVATIONS = {
  step: [(a) => (a > 0 ? 1 : 0), () => 0],
  sigmoid: [sigmoid, (a) => sigmoid(a) * sigmoid(-a)],
  tanh: [Math.tanh, (a) => 1 - Math.tanh(a) ** 2],
  relu: [(a) => Math.max(a, 0), (a) => (a > 0 ? 1 : 0)],
  leaky_relu: [(a, slope) => (a > 0 ? a : slope * a), (a, slope) => (a > 0 ? 1 : slope)],
  identity: [(a) => a, () => 1],
};

// The exponential of -|a| is at most 1 and cannot overflow.
function sigmoid(a) {
  const e = Math.exp(-Math.abs(a));
  return (a >= 0 ? 1 : e) / (1 + e);
}
