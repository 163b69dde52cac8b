// A trained network in the page: a port of dlnotes/layers.py and convolution.py, forward, and back
// to the image. Signals are flat arrays: a plain one for dense layers, channel by channel and row by
// row for images. Flattening is therefore nothing to do, and so is dropout in a trained network.

// kind -> {forward(layer, x, shape), backward(layer, dout, x, y, shape), shapeOf(layer, shape)}.
// A shape is [channels, rows, columns].
const KINDS = {
  affine: {
    shapeOf: ({ outputs }) => [outputs, 1, 1],
    forward({ inputs, outputs, W, b }, x) {
      const y = Float64Array.from(b);
      for (let i = 0; i < inputs; i += 1) {
        if (x[i] === 0) continue; // paper, or a unit that is silent
        for (let k = 0; k < outputs; k += 1) y[k] += x[i] * W[i * outputs + k];
      }
      return y;
    },
    backward({ inputs, outputs, W }, dout) {
      return Float64Array.from({ length: inputs }, (_, i) => {
        let sum = 0;
        for (let k = 0; k < outputs; k += 1) sum += dout[k] * W[i * outputs + k];
        return sum;
      });
    },
  },
  relu: {
    shapeOf: (_, shape) => shape,
    forward: (_, x) => x.map((a) => Math.max(0, a)),
    backward: (_, dout, x) => dout.map((slope, i) => (x[i] > 0 ? slope : 0)),
  },
  convolution: {
    shapeOf: ({ filters, size, stride, padding }, [, rows, columns]) => [
      filters,
      ...[rows, columns].map((n) => Math.floor((n + 2 * padding - size) / stride) + 1),
    ],
    forward(layer, x, shape) {
      const { filters, W, b } = layer;
      const [, rows, columns] = KINDS.convolution.shapeOf(layer, shape);
      const y = new Float64Array(filters * rows * columns);
      for (let f = 0; f < filters; f += 1) y.fill(b[f], f * rows * columns, (f + 1) * rows * columns);
      underFilter(layer, shape, (weight, pixel, place) => {
        if (x[pixel] === 0) return;
        for (let f = 0; f < filters; f += 1) y[f * rows * columns + place] += x[pixel] * W[weight * filters + f];
      });
      return y;
    },
    backward(layer, dout, x, y, shape) {
      const { filters, W } = layer;
      const places = dout.length / filters;
      const dx = new Float64Array(x.length);
      underFilter(layer, shape, (weight, pixel, place) => {
        for (let f = 0; f < filters; f += 1) dx[pixel] += dout[f * places + place] * W[weight * filters + f];
      });
      return dx;
    },
  },
  pooling: {
    shapeOf: ({ size, stride }, [channels, rows, columns]) => [
      channels,
      ...[rows, columns].map((n) => Math.floor((n - size) / stride) + 1),
    ],
    forward(layer, x, shape) {
      return Float64Array.from(largest(layer, x, shape), (pixel) => x[pixel]);
    },
    backward(layer, dout, x, y, shape) {
      const dx = new Float64Array(x.length);
      largest(layer, x, shape).forEach((pixel, i) => (dx[pixel] += dout[i]));
      return dx;
    },
  },
};

// Call visit(weight, pixel, place) for each weight of a filter over each pixel of the image, at each
// of its places; what lies on the padding is 0 and left out.
function underFilter(layer, [channels, height, width], visit) {
  const { size, stride, padding } = layer;
  const [, rows, columns] = KINDS.convolution.shapeOf(layer, [channels, height, width]);
  for (let c = 0; c < channels; c += 1) {
    for (let i = 0; i < rows; i += 1) {
      for (let j = 0; j < columns; j += 1) {
        for (let u = 0; u < size; u += 1) {
          const row = i * stride + u - padding;
          if (row < 0 || row >= height) continue;
          for (let v = 0; v < size; v += 1) {
            const column = j * stride + v - padding;
            if (column < 0 || column >= width) continue;
            visit((c * size + u) * size + v, (c * height + row) * width + column, i * columns + j);
          }
        }
      }
    }
  }
}

// The pixel with the largest number of each window, the first of several.
function largest(layer, x, shape) {
  const { size, stride } = layer;
  const [channels, rows, columns] = KINDS.pooling.shapeOf(layer, shape);
  const found = new Int32Array(channels * rows * columns);
  for (let at = 0; at < found.length; at += 1) {
    const [i, j] = [Math.floor(at / columns) % rows, at % columns];
    const corner = (Math.floor(at / columns / rows) * shape[1] + i * stride) * shape[2] + j * stride;
    let best = corner;
    for (let u = 0; u < size; u += 1) {
      for (let v = 0; v < size; v += 1) {
        const pixel = corner + u * shape[2] + v;
        if (x[pixel] > x[best]) best = pixel;
      }
    }
    found[at] = best;
  }
  return found;
}

// The layers with their weights, from what Python says of them and the numbers of all, end to end.
// Returns a function that takes the next network's layers, so that several can share the numbers.
export function unpacker(whole, scales, biases) {
  let [place, unit] = [0, 0];
  return (layers) =>
    layers.map((layer) => {
      const units = layer.outputs ?? layer.filters;
      if (!units) return layer;
      const rows = layer.inputs ?? layer.channels * layer.size ** 2;
      const scale = scales.subarray(unit, unit + units);
      const W = Float32Array.from({ length: rows * units }, (_, i) => whole[place + i] * scale[i % units]);
      const b = biases.subarray(unit, unit + units);
      place += rows * units;
      unit += units;
      return { ...layer, W, b };
    });
}

// What the image and each layer give: [{values, shape}, ...], the scores last.
export function forward(layers, x) {
  const signals = [{ values: x, shape: [1, 28, 28] }];
  for (const layer of layers) {
    const { values, shape } = signals.at(-1);
    const kind = KINDS[layer.kind];
    signals.push({ values: kind.forward(layer, values, shape), shape: kind.shapeOf(layer, shape) });
  }
  return signals;
}

// The slope of one score for each pixel of the image: the layers of `forward`, last to first.
export function imageSlope(layers, signals, digit) {
  let dout = Float64Array.from(signals.at(-1).values, (_, k) => (k === digit ? 1 : 0));
  for (let i = layers.length - 1; i >= 0; i -= 1) {
    const { values, shape } = signals[i];
    dout = KINDS[layers[i].kind].backward(layers[i], dout, values, signals[i + 1].values, shape);
  }
  return dout;
}

// Scores as probabilities; the largest is taken off first so that nothing overflows.
export function softmax(scores) {
  const most = Math.max(...scores);
  const powers = Array.from(scores, (score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}
