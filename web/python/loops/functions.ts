// exp and tanh of float32 arrays, four numbers at a time, to within two units of the last place.
// The polynomials are those of expf and tanhf in S. Moshier's Cephes library.

export let exp_own: u32 = 0; // NumPy's own loops, see elementwise.ts
export let tanh_own: u32 = 0;

export function exp(args: usize, size: usize, steps: usize, data: usize): void {
  each(false, exp_own, args, size, steps, data);
}
export function tanh(args: usize, size: usize, steps: usize, data: usize): void {
  each(true, tanh_own, args, size, steps, data);
}

// @ts-ignore: decorator
@inline
function each(tanh: bool, own: u32, args: usize, size: usize, steps: usize, data: usize): void {
  let n = load<i32>(size), from: usize = load<u32>(args), to: usize = load<u32>(args, 4);
  if (load<i32>(steps) != 4 || load<i32>(steps, 4) != 4 || (to != from && to - from < 16)) {
    return call_indirect<void>(own, args, size, steps, data);
  }
  for (; n > 3; n -= 4, from += 16, to += 16) {
    const x = v128.load(from);
    v128.store(to, tanh ? tanh4(x) : exp4(x));
  }
  for (; n > 0; n--, from += 4, to += 4) {
    const x = v128.load32_splat(from);
    store<f32>(to, f32x4.extract_lane(tanh ? tanh4(x) : exp4(x), 0));
  }
}

// @ts-ignore: decorator
@inline
function times_plus(a: v128, b: v128, c: f32): v128 {
  return f32x4.add(f32x4.mul(a, b), f32x4.splat(c));
}

// 2 to the power of whole numbers from -126 to 127: the exponent's bits alone.
// @ts-ignore: decorator
@inline
function power_of_two(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

// e^x = 2^n e^r with n whole and |r| at most ln(2) / 2.
function exp4(x: v128): v128 {
  x = f32x4.min(f32x4.max(x, f32x4.splat(-105)), f32x4.splat(89)); // 0 and infinity from there on
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375))); // ln(2) in two parts, the first
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4))); // without rounding
  let p = f32x4.splat(1.9875691500e-4);
  p = times_plus(p, r, 1.3981999507e-3);
  p = times_plus(p, r, 8.3334519073e-3);
  p = times_plus(p, r, 4.1665795894e-2);
  p = times_plus(p, r, 1.6666665459e-1);
  p = times_plus(p, r, 5.0000001201e-1);
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
  // In two steps, since 2^n alone may be too small or too large to be written.
  const whole = i32x4.trunc_sat_f32x4_s(n), half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, power_of_two(half)), power_of_two(i32x4.sub(whole, half)));
}

// tanh x = x + x^3 p(x^2) near zero, and 1 - 2 / (e^2x + 1) with the sign of x elsewhere.
function tanh4(x: v128): v128 {
  const size = f32x4.abs(x), square = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = times_plus(p, square, 2.06390887954e-2);
  p = times_plus(p, square, -5.37397155531e-2);
  p = times_plus(p, square, 1.33314422036e-1);
  p = times_plus(p, square, -3.33332819422e-1);
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, square), x), x);
  const one = f32x4.splat(1), e = exp4(f32x4.add(size, size));
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(e, one)));
  const sign = v128.and(x, i32x4.splat(0x80000000));
  return v128.bitselect(near, v128.or(far, sign), f32x4.lt(size, f32x4.splat(0.625)));
}
