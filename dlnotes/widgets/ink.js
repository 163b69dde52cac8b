// Ink on the digit pad, and how a drawing becomes an image of MNIST: scaled so that its longer
// side measures 20 pixels, then placed in 28 x 28 with its centre of mass in the middle.

// The pad is a square of SIDE x SIDE cells, each 0 (paper) to 255 (ink); a pixel of the image
// that the network sees is as wide as CELLS of them when nothing has to be scaled.
export const CELLS = 8;
export const SIDE = 28 * CELLS;

// Draw a straight stroke with a round pen, in cells. Its edge is soft, as in MNIST.
export function stroke(ink, [ax, ay], [bx, by], radius) {
  const reach = radius + 1;
  const cellsFrom = (least) => Math.max(0, Math.floor(least - reach));
  const cellsTo = (most) => Math.min(SIDE - 1, Math.ceil(most + reach));
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  for (let row = cellsFrom(Math.min(ay, by)); row <= cellsTo(Math.max(ay, by)); row += 1) {
    for (let column = cellsFrom(Math.min(ax, bx)); column <= cellsTo(Math.max(ax, bx)); column += 1) {
      const [x, y] = [column + 0.5 - ax, row + 0.5 - ay];
      const along = square > 0 ? Math.min(1, Math.max(0, (x * dx + y * dy) / square)) : 0;
      const cover = radius + 0.5 - Math.hypot(x - along * dx, y - along * dy);
      const cell = row * SIDE + column;
      ink[cell] = Math.max(ink[cell], Math.round(255 * Math.min(1, Math.max(0, cover))));
    }
  }
}

// The ink of an image of 28 x 28 bytes: each pixel becomes a square of cells.
export function paste(image) {
  return Uint8Array.from({ length: SIDE * SIDE }, (_, cell) => {
    const [row, column] = [Math.floor(cell / SIDE / CELLS), Math.floor((cell % SIDE) / CELLS)];
    return image[row * 28 + column];
  });
}

// The image of 28 x 28 bytes that the network sees.
export function normalize(ink) {
  const image = new Uint8Array(28 * 28);
  let [top, bottom, left, right] = [SIDE, 0, SIDE, 0];
  for (let cell = 0; cell < ink.length; cell += 1) {
    if (ink[cell] === 0) continue;
    const [row, column] = [Math.floor(cell / SIDE), cell % SIDE];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row + 1)];
    [left, right] = [Math.min(left, column), Math.max(right, column + 1)];
  }
  if (bottom === 0) return image;

  const scale = Math.max(bottom - top, right - left) / 20;
  const rows = [];
  for (let row = top; row < bottom; row += 1) {
    rows.push(means(ink.subarray(row * SIDE + left, row * SIDE + right), scale));
  }
  const columns = rows[0].map((_, j) => means(rows.map((row) => row[j]), scale)); // [column][row]

  const [sizeX, sizeY] = [columns.length, columns[0].length];
  let [sum, sumX, sumY] = [0, 0, 0];
  columns.forEach((column, x) =>
    column.forEach((value, y) => {
      sum += value;
      sumX += value * x;
      sumY += value * y;
    }),
  );
  const place = (mean, size) => Math.min(28 - size, Math.max(0, Math.round(14 - mean)));
  const [x0, y0] = [place(sumX / sum, sizeX), place(sumY / sum, sizeY)];
  columns.forEach((column, x) =>
    column.forEach((value, y) => {
      image[(y0 + y) * 28 + x0 + x] = Math.round(value);
    }),
  );
  return image;
}

// Means over stretches of a line that are `scale` long; the last one may reach past its end, where
// there is paper.
function means(line, scale) {
  const count = Math.ceil(line.length / scale - 1e-9);
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [i * scale, (i + 1) * scale];
    let sum = 0;
    for (let cell = Math.floor(from); cell < Math.min(line.length, to); cell += 1) {
      sum += line[cell] * (Math.min(cell + 1, to) - Math.max(cell, from));
    }
    return sum / scale;
  });
}
