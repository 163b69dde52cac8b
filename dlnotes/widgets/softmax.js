// Softmax and two losses of a single example: a port of parts of dlnotes/activations.py and
// dlnotes/losses.py.

// e^z_k / sum of e^z_j, with the largest score subtracted first so that nothing overflows.
export function softmax(z) {
  const largest = Math.max(...z);
  const e = z.map((score) => Math.exp(score - largest));
  const total = e.reduce((sum, value) => sum + value, 0);
  return e.map((value) => value / total);
}

// For class t (an index), scores z and a temperature: the probabilities y = softmax(z / temperature),
// cross-entropy and squared error, and the gradient of each with respect to z.
export function lossesOfScores(z, t, temperature) {
  const scaled = z.map((score) => score / temperature);
  const y = softmax(scaled);
  const difference = y.map((value, k) => value - (k === t ? 1 : 0));
  const largest = Math.max(...scaled);
  const total = scaled.reduce((sum, score) => sum + Math.exp(score - largest), 0);
  const mean = difference.reduce((sum, d, k) => sum + d * y[k], 0);
  return {
    y,
    crossEntropy: Math.log(total) + largest - scaled[t],
    squaredError: difference.reduce((sum, d) => sum + d * d, 0) / 2,
    crossEntropyGradient: difference.map((d) => d / temperature),
    squaredErrorGradient: difference.map((d, k) => (y[k] * (d - mean)) / temperature),
  };
}
