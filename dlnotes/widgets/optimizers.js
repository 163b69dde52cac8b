// From slopes to steps: a port of dlnotes/optimizers.py.

// Each takes its settings and the number of parameters, and returns step(data, grad), which changes
// `data` in place.
export const OPTIMIZERS = {
  SGD: ({ lr }) => (data, grad) => data.forEach((_, i) => (data[i] -= lr * grad[i])),

  Momentum: ({ lr, momentum }, size) => {
    const velocity = Array(size).fill(0);
    return (data, grad) =>
      data.forEach((_, i) => {
        velocity[i] = momentum * velocity[i] - lr * grad[i];
        data[i] += velocity[i];
      });
  },

  AdaGrad: ({ lr }, size) => {
    const squares = Array(size).fill(0);
    return (data, grad) =>
      data.forEach((_, i) => {
        squares[i] += grad[i] ** 2;
        data[i] -= (lr * grad[i]) / (Math.sqrt(squares[i]) + 1e-8);
      });
  },

  RMSProp: ({ lr, decayRate = 0.99 }, size) => {
    const squares = Array(size).fill(0);
    return (data, grad) =>
      data.forEach((_, i) => {
        squares[i] = decayRate * squares[i] + (1 - decayRate) * grad[i] ** 2;
        data[i] -= (lr * grad[i]) / (Math.sqrt(squares[i]) + 1e-8);
      });
  },

  Adam: ({ lr, beta1 = 0.9, beta2 = 0.999 }, size) => {
    const [mean, square] = [Array(size).fill(0), Array(size).fill(0)];
    let steps = 0;
    return (data, grad) => {
      steps += 1;
      data.forEach((_, i) => {
        mean[i] = beta1 * mean[i] + (1 - beta1) * grad[i];
        square[i] = beta2 * square[i] + (1 - beta2) * grad[i] ** 2;
        const size = Math.sqrt(square[i] / (1 - beta2 ** steps)) + 1e-8;
        data[i] -= (lr * mean[i]) / (1 - beta1 ** steps) / size;
      });
    };
  },
};
