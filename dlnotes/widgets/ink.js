// From a drawing to an image of MNIST: a port of dlnotes/datasets/pen.py. What is scaled is the path
// of the pen, not its ink: a small drawing is inked with the same width as a large one.

// A drawing is a list of strokes, a stroke a list of points [x, y], in sides of the pad.
export const PEN = 2.4; // width of the pen in pixels: with it, digits hold as much ink as MNIST's
const INK_CELLS = 4; // in a pixel's width; ink is laid in cells
const INK_SIDE = 28 * INK_CELLS;
const BOX = 20; // pixels that the longer side of a digit measures, ink included
const DOT = 0.03; // a drawing smaller than this is a dot, and is not swelled

// The image of 28 x 28 bytes that a network sees.
export function inked(strokes, pen = PEN) {
  const image = new Uint8Array(28 * 28);
  const points = strokes.flat();
  if (points.length === 0) return image;

  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const [left, right] = extent(xs);
  const [top, bottom] = extent(ys);
  const scale = ((BOX - pen) * INK_CELLS) / Math.max(right - left, bottom - top, DOT);
  const place = ([x, y]) => [INK_SIDE / 2 + scale * (x - (left + right) / 2), INK_SIDE / 2 + scale * (y - (top + bottom) / 2)];
  const ink = new Float64Array(INK_SIDE * INK_SIDE);
  for (const stroke of strokes) {
    const path = stroke.map(place);
    path.forEach((to, i) => lay(ink, path[Math.max(0, i - 1)], to, (pen * INK_CELLS) / 2));
  }

  // MNIST's centre of mass is in the middle of pixel 14, counted from 0; ink stays in the image.
  const [sum, sumX, sumY] = mass(ink);
  const move = (mean, size) => {
    const room = Math.floor((INK_SIDE - scale * size - pen * INK_CELLS) / 2);
    return Math.min(room, Math.max(-room, Math.floor(14.5 * INK_CELLS - mean)));
  };
  const [moveX, moveY] = [move(sumX / sum, right - left), move(sumY / sum, bottom - top)];
  const sums = new Float64Array(28 * 28);
  for (let cell = 0; cell < ink.length; cell += 1) {
    if (ink[cell] === 0) continue;
    const [row, column] = [Math.floor(cell / INK_SIDE) + moveY, (cell % INK_SIDE) + moveX];
    sums[28 * Math.floor(row / INK_CELLS) + Math.floor(column / INK_CELLS)] += ink[cell];
  }
  return image.map((_, pixel) => Math.floor((255 * sums[pixel]) / INK_CELLS ** 2 + 0.5));
}

function extent(values) {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

// A straight line with a round pen, in cells. Its edge is soft, as in MNIST.
function lay(ink, [ax, ay], [bx, by], radius) {
  const reach = radius + 1;
  const from = (least) => Math.max(0, Math.floor(least - reach));
  const to = (most) => Math.min(INK_SIDE - 1, Math.ceil(most + reach));
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  for (let row = from(Math.min(ay, by)); row <= to(Math.max(ay, by)); row += 1) {
    for (let column = from(Math.min(ax, bx)); column <= to(Math.max(ax, bx)); column += 1) {
      const [x, y] = [column + 0.5 - ax, row + 0.5 - ay];
      const along = square > 0 ? Math.min(1, Math.max(0, (x * dx + y * dy) / square)) : 0;
      const [toX, toY] = [x - along * dx, y - along * dy];
      const cover = radius + 0.5 - Math.sqrt(toX * toX + toY * toY); // Math.hypot takes much longer
      const cell = row * INK_SIDE + column;
      if (cover > ink[cell]) ink[cell] = Math.min(1, cover);
    }
  }
}

// All the ink, and its sums weighted by column and by row.
function mass(ink) {
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let cell = 0; cell < ink.length; cell += 1) {
    sum += ink[cell];
    sumX += ink[cell] * (cell % INK_SIDE);
    sumY += ink[cell] * Math.floor(cell / INK_SIDE);
  }
  return [sum, sumX, sumY];
}
