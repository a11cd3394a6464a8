/**
 * The error function and its complements.
 *
 * | symbol      | meaning                                       | range  |
 * | ----------- | --------------------------------------------- | ------ |
 * | `erf(x)`    | 2/√π ∫₀ˣ exp(−t²) dt                          | (−1,1) |
 * | `erfc(x)`   | 1 − erf(x), accurate where it is tiny         | (0,2)  |
 * | `erfcx(x)`  | exp(x²) erfc(x), finite where erfc underflows | (0,∞)  |
 *
 * Rational Chebyshev approximations on three intervals: W. J. Cody, "Rational Chebyshev approximations for the error
 * function", Math. Comp. 23 (1969), tables II and III. The relative error is a few units in the last place.
 */

/** Below this |x| the series of erf around 0 is used, above it that of erfc (Cody's first break point). */
const smallBreak = 0.46875
/** Above this x, erfc follows its expansion in 1/x² (Cody's second break point). */
const largeBreak = 4
/** erfc(x) is 0 in double precision beyond this. */
const underflow = 27.3
/** exp(x²) is infinite in double precision beyond this. */
const overflow = 26.7

const inverseSqrtPi = 0.564189583547756286948

/** 2/√π ∫₀ˣ exp(−t²) dt. Relative error below 1e-15. */
export function erf(x: number): number {
  const size = Math.abs(x)
  if (size <= smallBreak) return erfSmall(x)
  // erf differs from ±1 by less than half a unit in the last place from 6 on.
  const value = size >= 6 ? 1 : 1 - erfcxPositive(size) * expMinusSquare(size)
  return x < 0 ? -value : value
}

/** 1 − erf(x), with a relative error below 1e-14 as long as it does not underflow (x < 26.5). */
export function erfc(x: number): number {
  if (Math.abs(x) <= smallBreak) return 1 - erfSmall(x)
  if (Number.isNaN(x)) return Number.NaN
  const size = Math.abs(x)
  const tail = size >= underflow ? 0 : erfcxPositive(size) * expMinusSquare(size)
  return x < 0 ? 2 - tail : tail
}

/** exp(x²) erfc(x). Infinite below −26.6, close to 1/(x√π) for large x. */
export function erfcx(x: number): number {
  if (Math.abs(x) <= smallBreak) return Math.exp(x * x) * (1 - erfSmall(x))
  if (x < -overflow) return Number.POSITIVE_INFINITY
  return x < 0 ? 2 / expMinusSquare(x) - erfcxPositive(-x) : erfcxPositive(x)
}

function erfSmall(x: number): number {
  const t = x * x
  const p =
    (((1.85777706184603153e-1 * t + 3.1611237438705656) * t + 1.13864154151050156e2) * t + 3.77485237685302021e2) * t +
    3.20937758913846947e3
  const q =
    (((t + 2.36012909523441209e1) * t + 2.44024637934444173e2) * t + 1.28261652607737228e3) * t + 2.84423683343917062e3
  return (x * p) / q
}

/** exp(x²) erfc(x) for x > 0.46875. */
function erfcxPositive(x: number): number {
  return x <= largeBreak ? erfcxMiddle(x) : erfcxLarge(x)
}

function erfcxMiddle(x: number): number {
  let p = 2.15311535474403846e-8 * x + 5.64188496988670089e-1
  p = p * x + 8.88314979438837594
  p = p * x + 6.61191906371416295e1
  p = p * x + 2.98635138197400131e2
  p = p * x + 8.8195222124176909e2
  p = p * x + 1.71204761263407058e3
  p = p * x + 2.05107837782607147e3
  p = p * x + 1.23033935479799725e3
  let q = x + 1.57449261107098347e1
  q = q * x + 1.17693950891312499e2
  q = q * x + 5.37181101862009858e2
  q = q * x + 1.62138957456669019e3
  q = q * x + 3.29079923573345963e3
  q = q * x + 4.36261909014324716e3
  q = q * x + 3.43936767414372164e3
  q = q * x + 1.23033935480374942e3
  return p / q
}

function erfcxLarge(x: number): number {
  const t = 1 / (x * x)
  let p = 1.63153871373020978e-2 * t + 3.05326634961232344e-1
  p = p * t + 3.60344899949804439e-1
  p = p * t + 1.25781726111229246e-1
  p = p * t + 1.60837851487422766e-2
  p = p * t + 6.58749161529837803e-4
  let q = t + 2.56852019228982242
  q = q * t + 1.87295284992346047
  q = q * t + 5.27905102951428412e-1
  q = q * t + 6.05183413124413191e-2
  q = q * t + 2.33520497626869185e-3
  return (inverseSqrtPi - (t * p) / q) / x
}

/** exp(−x²) without the rounding error of x²: the square of x cut to sixteenths is exact, the rest is small. */
function expMinusSquare(x: number): number {
  const cut = Math.trunc(x * 16) / 16
  return Math.exp(-cut * cut) * Math.exp(-(x - cut) * (x + cut))
}
