// The product of float32 matrices, C = A B, four numbers at a time (SIMD). Takes the place of the
// loop behind NumPy's `@`, which in the page has no BLAS to call.
//
// As BLAS does it: A and B are copied piece by piece into panels that the processor's caches hold
// and that are read in order, whatever strides A and B have; a kernel of 4 rows and 8 columns keeps
// its 32 sums in registers.

const ROWS = 4;
const COLUMNS = 8;
const DEPTH = 256; // of a panel: rows of B, columns of A
const WIDTH = 256; // columns of B in a panel
const PANEL_A = DEPTH * ROWS * 4; // bytes
const PANEL_B = DEPTH * WIDTH * 4;
export const SCRATCH = PANEL_A + PANEL_B + ROWS * COLUMNS * 4; // bytes that `start` asks for

let panelA: usize = 0;
let panelB: usize = 0;
let tile: usize = 0; // where the sums of a kernel go that lie at the edge of C, or scattered

// Gives the loop memory of its own, SCRATCH bytes.
export function start(scratch: usize): void {
  panelA = scratch;
  panelB = panelA + PANEL_A;
  tile = panelB + PANEL_B;
}

// As NumPy calls the loops of a generalized ufunc. args: A, B, C. sizes: how many products, then m,
// k, n. steps, in bytes: from one product to the next for A, B, C; then from one row and column to
// the next for A (m, k), B (k, n), C (m, n).
export function matmul(args: usize, sizes: usize, steps: usize, data: usize): void {
  const m = load<i32>(sizes, 4);
  const k = load<i32>(sizes, 8);
  const n = load<i32>(sizes, 12);
  const am = load<i32>(steps, 12);
  const ak = load<i32>(steps, 16);
  const bk = load<i32>(steps, 20);
  const bn = load<i32>(steps, 24);
  const cm = load<i32>(steps, 28);
  const cn = load<i32>(steps, 32);
  let A: usize = load<u32>(args);
  let B: usize = load<u32>(args, 4);
  let C: usize = load<u32>(args, 8);
  // Tiles stick out over the edges of C. Where fewer do in the product of the transposed matrices,
  // B' A' = C', that is the one to compute.
  const turned = up(n, ROWS) * up(m, COLUMNS) * 10 < up(m, ROWS) * up(n, COLUMNS) * 9;
  for (let each = load<i32>(sizes); each > 0; each--) {
    if (turned) gemm(B, A, C, n, k, m, bn, bk, ak, am, cn, cm);
    else gemm(A, B, C, m, k, n, am, ak, bk, bn, cm, cn);
    A += load<i32>(steps);
    B += load<i32>(steps, 4);
    C += load<i32>(steps, 8);
  }
}

function up(size: i32, whole: i32): i64 {
  return ((size + whole - 1) / whole) * whole;
}

function gemm(
  A: usize, B: usize, C: usize, m: i32, k: i32, n: i32,
  am: i32, ak: i32, bk: i32, bn: i32, cm: i32, cn: i32,
): void {
  if (k == 0) {
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) store<f32>(C + i * cm + j * cn, 0);
  }
  for (let j0 = 0; j0 < n; j0 += WIDTH) {
    const width = min(WIDTH, n - j0);
    for (let k0 = 0; k0 < k; k0 += DEPTH) {
      const depth = min(DEPTH, k - k0);
      const tall = <i32>up(depth, 4); // the kernel takes four steps in depth at a time
      for (let j = 0; j < width; j += COLUMNS) {
        const from = B + k0 * bk + (j0 + j) * bn, to = panelB + j * tall * 4;
        pack(to, 32, from, depth, min(4, width - j), bk, bn);
        pack(to + 16, 32, from + 4 * bn, depth, min(4, width - j - 4), bk, bn);
      }
      for (let i = 0; i < m; i += ROWS) {
        const rows = min(ROWS, m - i);
        pack(panelA, 16, A + i * am + k0 * ak, depth, rows, ak, am);
        for (let j = 0; j < width; j += COLUMNS) {
          const to = C + i * cm + (j0 + j) * cn;
          kernel(panelB + j * tall * 4, tall, to, rows, min(COLUMNS, width - j), cm, cn, k0 > 0);
        }
      }
    }
  }
}

// Lays four numbers side by side for each step in depth, `apart` bytes from step to step; zeros
// where there are fewer than four, and up to a whole four of steps.
function pack(to: usize, apart: i32, from: usize, depth: i32, across: i32, down: i32, side: i32): void {
  let x = 0;
  if (across == 4 && side == 4) {
    for (; x < depth; x++, from += down, to += apart) v128.store(to, v128.load(from));
  } else if (across == 4 && down == 4) {
    // Four by four are turned.
    for (; x < depth - 3; x += 4, from += 16, to += 4 * apart) {
      const p = v128.load(from), q = v128.load(from + side);
      const r = v128.load(from + 2 * side), s = v128.load(from + 3 * side);
      const pq = v128.shuffle<f32>(p, q, 0, 4, 1, 5), rs = v128.shuffle<f32>(r, s, 0, 4, 1, 5);
      const PQ = v128.shuffle<f32>(p, q, 2, 6, 3, 7), RS = v128.shuffle<f32>(r, s, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f32>(pq, rs, 0, 1, 4, 5));
      v128.store(to + apart, v128.shuffle<f32>(pq, rs, 2, 3, 6, 7));
      v128.store(to + 2 * apart, v128.shuffle<f32>(PQ, RS, 0, 1, 4, 5));
      v128.store(to + 3 * apart, v128.shuffle<f32>(PQ, RS, 2, 3, 6, 7));
    }
  }
  for (; x < depth; x++, from += down, to += apart) {
    v128.store(to, f32x4.splat(0));
    for (let y = 0; y < across; y++) store<f32>(to + y * 4, load<f32>(from + y * side));
  }
  for (; x & 3; x++, to += apart) v128.store(to, f32x4.splat(0));
}

// a * b + c: in one go where the processor can, so less is rounded.
// @ts-ignore: decorator
@inline
function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// The sums of a tile: 4 rows of A in its panel times 8 columns of B.
function kernel(
  b: usize, tall: i32, C: usize, rows: i32, columns: i32, cm: i32, cn: i32, more: bool,
): void {
  let l0 = f32x4.splat(0), r0 = l0, l1 = l0, r1 = l0, l2 = l0, r2 = l0, l3 = l0, r3 = l0;
  let a = panelA;
  for (let x = 0; x < tall; x += 4, a += 64, b += 128) {
    for (let y = 0; y < 4; y++) { // known when compiled, so the loop is laid out
      const left = v128.load(b + y * 32), right = v128.load(b + y * 32, 16);
      const u = v128.load32_splat(a + y * 16), v = v128.load32_splat(a + y * 16, 4);
      const w = v128.load32_splat(a + y * 16, 8), z = v128.load32_splat(a + y * 16, 12);
      l0 = madd(u, left, l0); r0 = madd(u, right, r0);
      l1 = madd(v, left, l1); r1 = madd(v, right, r1);
      l2 = madd(w, left, l2); r2 = madd(w, right, r2);
      l3 = madd(z, left, l3); r3 = madd(z, right, r3);
    }
  }
  if (rows == ROWS && columns == COLUMNS && cn == 4) {
    put(C, l0, r0, more); put(C + cm, l1, r1, more);
    put(C + 2 * cm, l2, r2, more); put(C + 3 * cm, l3, r3, more);
    return;
  }
  put(tile, l0, r0, false); put(tile + 32, l1, r1, false);
  put(tile + 64, l2, r2, false); put(tile + 96, l3, r3, false);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const to = C + i * cm + j * cn, sum = load<f32>(tile + i * 32 + j * 4);
      store<f32>(to, more ? load<f32>(to) + sum : sum);
    }
  }
}

// @ts-ignore: decorator
@inline
function put(to: usize, left: v128, right: v128, more: bool): void {
  v128.store(to, more ? f32x4.add(v128.load(to), left) : left);
  v128.store(to, more ? f32x4.add(v128.load(to, 16), right) : right, 16);
}
