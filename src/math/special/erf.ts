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
 * His constants are written as the shortest decimals of the same doubles.
 */

/** Below this |x| the series of erf around 0 is used, above it that of erfc (Cody's first break point). */
const smallBreak = 0.46875
/** Above this x, erfc follows its expansion in 1/x² (Cody's second break point). */
const largeBreak = 4
/** erfc(x) is 0 in double precision beyond this. */
const underflow = 27.3
/** exp(x²) is infinite in double precision beyond this. */
const overflow = 26.7

const inverseSqrtPi = 0.5641895835477563

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
    (((0.18577770618460315 * t + 3.1611237438705655) * t + 113.86415415105016) * t + 377.485237685302) * t +
    3209.3775891384694
  const q = (((t + 23.601290952344122) * t + 244.02463793444417) * t + 1282.6165260773723) * t + 2844.236833439171
  return (x * p) / q
}

/** exp(x²) erfc(x) for x > 0.46875. */
function erfcxPositive(x: number): number {
  return x <= largeBreak ? erfcxMiddle(x) : erfcxLarge(x)
}

function erfcxMiddle(x: number): number {
  let p = 2.1531153547440383e-8 * x + 0.5641884969886701
  p = p * x + 8.883149794388377
  p = p * x + 66.11919063714163
  p = p * x + 298.6351381974001
  p = p * x + 881.952221241769
  p = p * x + 1712.0476126340707
  p = p * x + 2051.0783778260716
  p = p * x + 1230.3393547979972
  let q = x + 15.744926110709835
  q = q * x + 117.6939508913125
  q = q * x + 537.1811018620099
  q = q * x + 1621.3895745666903
  q = q * x + 3290.7992357334597
  q = q * x + 4362.619090143247
  q = q * x + 3439.3676741437216
  q = q * x + 1230.3393548037495
  return p / q
}

function erfcxLarge(x: number): number {
  const t = 1 / (x * x)
  let p = 0.016315387137302097 * t + 0.30532663496123236
  p = p * t + 0.36034489994980445
  p = p * t + 0.12578172611122926
  p = p * t + 0.016083785148742275
  p = p * t + 0.0006587491615298378
  let q = t + 2.568520192289822
  q = q * t + 1.8729528499234604
  q = q * t + 0.5279051029514285
  q = q * t + 0.06051834131244132
  q = q * t + 0.0023352049762686918
  return (inverseSqrtPi - (t * p) / q) / x
}

/** exp(−x²) without the rounding error of x²: the square of x cut to sixteenths is exact, the rest is small. */
function expMinusSquare(x: number): number {
  const cut = Math.trunc(x * 16) / 16
  return Math.exp(-cut * cut) * Math.exp(-(x - cut) * (x + cut))
}
