// Sums, differences, products, quotients, larger numbers and comparisons of float32 arrays, four
// numbers at a time. What does not lie side by side in memory goes on to NumPy's own loop.

enum Op { add, subtract, multiply, divide, maximum }

// Where NumPy's own loops stand in the table of functions; hook.js writes it.
export let add_own: u32 = 0;
export let subtract_own: u32 = 0;
export let multiply_own: u32 = 0;
export let divide_own: u32 = 0;
export let maximum_own: u32 = 0;
export let greater_own: u32 = 0;

// As NumPy calls the loops of a ufunc: addresses of two inputs and the output, how many numbers,
// and the steps, in bytes, from one number to the next.
export function add(args: usize, size: usize, steps: usize, data: usize): void {
  each(Op.add, add_own, args, size, steps, data);
}
export function subtract(args: usize, size: usize, steps: usize, data: usize): void {
  each(Op.subtract, subtract_own, args, size, steps, data);
}
export function multiply(args: usize, size: usize, steps: usize, data: usize): void {
  each(Op.multiply, multiply_own, args, size, steps, data);
}
export function divide(args: usize, size: usize, steps: usize, data: usize): void {
  each(Op.divide, divide_own, args, size, steps, data);
}
export function maximum(args: usize, size: usize, steps: usize, data: usize): void {
  each(Op.maximum, maximum_own, args, size, steps, data);
}

// @ts-ignore: decorator
@inline
function four(op: Op, a: v128, b: v128): v128 {
  if (op == Op.add) return f32x4.add(a, b);
  if (op == Op.subtract) return f32x4.sub(a, b);
  if (op == Op.multiply) return f32x4.mul(a, b);
  if (op == Op.divide) return f32x4.div(a, b);
  return f32x4.max(a, b);
}

// Whether four numbers can be read at a time: in a row, or the same one for all; and not where
// the four before them have just been written, as in a running sum.
// @ts-ignore: decorator
@inline
function ready(from: usize, step: i32, to: usize): bool {
  return (step == 4 || step == 0) && (to == from || to - from > 15);
}

// @ts-ignore: decorator
@inline
function read(from: usize, step: i32): v128 {
  return step == 4 ? v128.load(from) : v128.load32_splat(from);
}

// @ts-ignore: decorator
@inline
function each(op: Op, own: u32, args: usize, size: usize, steps: usize, data: usize): void {
  const sa = load<i32>(steps), sb = load<i32>(steps, 4);
  let n = load<i32>(size);
  let a: usize = load<u32>(args), b: usize = load<u32>(args, 4), to: usize = load<u32>(args, 8);
  if (load<i32>(steps, 8) != 4 || !ready(a, sa, to) || !ready(b, sb, to)) {
    return call_indirect<void>(own, args, size, steps, data);
  }
  if (sa == 4 && sb == 4) {
    for (; n > 3; n -= 4, a += 16, b += 16, to += 16) v128.store(to, four(op, v128.load(a), v128.load(b)));
  } else {
    const first = v128.load32_splat(a), second = v128.load32_splat(b);
    for (; n > 3; n -= 4, a += sa * 4, b += sb * 4, to += 16) {
      v128.store(to, four(op, sa ? v128.load(a) : first, sb ? v128.load(b) : second));
    }
  }
  for (; n > 0; n--, a += sa, b += sb, to += 4) {
    store<f32>(to, f32x4.extract_lane(four(op, v128.load32_splat(a), v128.load32_splat(b)), 0));
  }
}

// a > b, a byte each.
export function greater(args: usize, size: usize, steps: usize, data: usize): void {
  const sa = load<i32>(steps), sb = load<i32>(steps, 4);
  let n = load<i32>(size);
  let a: usize = load<u32>(args), b: usize = load<u32>(args, 4), to: usize = load<u32>(args, 8);
  if (load<i32>(steps, 8) != 1 || !ready(a, sa, to) || !ready(b, sb, to)) {
    return call_indirect<void>(greater_own, args, size, steps, data);
  }
  for (; n > 15; n -= 16, a += sa * 16, b += sb * 16, to += 16) {
    const p = f32x4.gt(read(a, sa), read(b, sb));
    const q = f32x4.gt(read(a + sa * 4, sa), read(b + sb * 4, sb));
    const r = f32x4.gt(read(a + sa * 8, sa), read(b + sb * 8, sb));
    const s = f32x4.gt(read(a + sa * 12, sa), read(b + sb * 12, sb));
    const bytes = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(p, q), i16x8.narrow_i32x4_s(r, s));
    v128.store(to, v128.and(bytes, i8x16.splat(1)));
  }
  for (; n > 0; n--, a += sa, b += sb, to++) store<u8>(to, load<f32>(a) > load<f32>(b) ? 1 : 0);
}
