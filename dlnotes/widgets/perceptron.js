// One perceptron and the half-plane it answers 1 to: a port of dlnotes/perceptron.py.

// The four inputs, in the order of every truth table.
export const INPUTS = [[0, 0], [1, 0], [0, 1], [1, 1]];

// y = 1 if x1*w1 + x2*w2 + b > 0, else 0; summed from left to right as in Python.
export function perceptron([w1, w2], b, [x1, x2]) {
  return x1 * w1 + x2 * w2 + b > 0 ? 1 : 0;
}

// The corners, in order, of the part of a rectangle where w1*x1 + w2*x2 + b > 0.
export function halfPlane(w, b, [x0, x1], [y0, y1]) {
  return clip([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], w, b);
}

// The corners, in order, of the part of a polygon without dents where w1*x1 + w2*x2 + b > 0.
// Walking round the polygon, a corner is kept if it is inside, and where an edge crosses the
// boundary the crossing point is added.
export function clip(corners, [w1, w2], b) {
  const height = ([x, y]) => x * w1 + y * w2 + b;
  const polygon = [];
  corners.forEach((from, i) => {
    const to = corners[(i + 1) % corners.length];
    const [start, end] = [height(from), height(to)];
    if (start > 0) polygon.push(from);
    if (start > 0 !== end > 0) {
      const t = start / (start - end);
      polygon.push([from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])]);
    }
  });
  return polygon;
}

// The two ends of the boundary inside a rectangle, or null where it does not cross it.
export function boundary(w, b, [x0, x1], [y0, y1]) {
  const [w1, w2] = w;
  const onLine = [];
  if (w2 !== 0) for (const x of [x0, x1]) onLine.push([x, -(w1 * x + b) / w2]);
  if (w1 !== 0) for (const y of [y0, y1]) onLine.push([-(w2 * y + b) / w1, y]);
  const inside = onLine.filter(([x, y]) => x >= x0 && x <= x1 && y >= y0 && y <= y1);
  if (inside.length < 2) return null;
  // A line through a corner is found twice; the two points farthest apart are its ends.
  const far = inside.reduce((best, p) => (distance(p, inside[0]) > distance(best, inside[0]) ? p : best));
  return distance(far, inside[0]) > 0 ? [inside[0], far] : null;
}

function distance([ax, ay], [bx, by]) {
  return Math.hypot(ax - bx, ay - by);
}
