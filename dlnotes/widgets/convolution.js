// One channel convolved with one filter: a port of Conv2D in dlnotes/convolution.py.

// How many positions a window has along one side.
export function positions(size, window, stride, padding) {
  return Math.floor((size + 2 * padding - window) / stride) + 1;
}

// The pixels under the filter at one position, row by row; around the image they are 0.
export function patchAt(image, window, row, column, stride, padding) {
  const from = (index) => index * stride - padding;
  return Array.from({ length: window * window }, (_, pixel) => {
    const i = from(row) + Math.floor(pixel / window);
    const j = from(column) + (pixel % window);
    return image[i]?.[j] ?? 0;
  });
}

// The feature map: at every position the pixels of the patch, each times its weight, added up.
// `image` is a list of rows, `kernel` the weights row by row.
export function convolve(image, kernel, stride, padding) {
  const window = Math.sqrt(kernel.length);
  const rows = positions(image.length, window, stride, padding);
  const columns = positions(image[0].length, window, stride, padding);
  // The same as patchAt() times the kernel, without a list for every position: that takes too long.
  const sumAt = (top, left) => {
    let sum = 0;
    for (let i = 0; i < window; i += 1) {
      const line = image[top + i];
      if (!line) continue;
      for (let j = 0; j < window; j += 1) sum += (line[left + j] ?? 0) * kernel[i * window + j];
    }
    return sum;
  };
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => sumAt(row * stride - padding, column * stride - padding)),
  );
}
