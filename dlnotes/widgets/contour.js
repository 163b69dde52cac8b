// Where a function on the plane is zero, from its values on a grid (marching squares).

// `values` holds `size` rows of `size` numbers, the bottom row first. Returns segments
// [[x, y], [x, y]] that run through the cells, in steps of the grid from 0 to size - 1. On each
// edge whose ends differ in sign the crossing is where a straight line between them is zero.
export function zeroLines(values, size) {
  const segments = [];
  for (let row = 0; row < size - 1; row++) {
    for (let column = 0; column < size - 1; column++) {
      const at = row * size + column;
      const above = [at, at + 1, at + size, at + size + 1].filter((i) => values[i] > 0).length;
      if (above % 4 === 0) continue; // all or none: nothing crosses here
      const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
      const heights = corners.map(([x, y]) => values[y * size + x]);
      if (!heights.every(Number.isFinite)) continue;
      const crossings = [];
      corners.forEach(([x, y], i) => {
        const next = (i + 1) % 4;
        if (heights[i] > 0 === heights[next] > 0) return;
        const t = heights[i] / (heights[i] - heights[next]);
        crossings.push([x + t * (corners[next][0] - x), y + t * (corners[next][1] - y)]);
      });
      // Two crossings, or four at a saddle: joined in pairs.
      for (let i = 0; i < crossings.length; i += 2) segments.push([crossings[i], crossings[i + 1]]);
    }
  }
  return segments;
}
