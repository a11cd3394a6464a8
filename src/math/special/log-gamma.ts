const logSqrtTwoPi = 0.5 * Math.log(2 * Math.PI)
/** Lanczos's approximation with g = 7 and nine terms (Godfrey 2001): a relative error of Γ below 1e-15. */
const g = 7
const coefficients = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** log Γ(x) for x > 0. */
export function logGamma(x: number): number {
  // Reflection: the series is accurate from 1/2 on.
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const t = x + g - 0.5
  let series = coefficients[0]
  for (let i = 1; i < coefficients.length; i++) series += coefficients[i] / (x - 1 + i)
  return logSqrtTwoPi + (x - 0.5) * Math.log(t) - t + Math.log(series)
}
