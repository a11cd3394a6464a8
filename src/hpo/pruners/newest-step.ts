/** The highest step of a learning curve; −∞ when nothing was reported. */
export function newestStep(curve: ReadonlyMap<number, number>): number {
  let newest = Number.NEGATIVE_INFINITY
  for (const step of curve.keys()) if (step > newest) newest = step
  return newest
}
