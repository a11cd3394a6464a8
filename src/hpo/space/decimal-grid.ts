/**
 * The grid low, low + step, low + 2·step, … as people write it: in decimal digits. Binary arithmetic puts the fourth
 * point of 0, 0.1, … at 0.30000000000000004 and loses the last point of 0 … 0.3; here it is 0.3 and stays.
 */

/**
 * The largest point of the grid that is not above `high`. Same rule and same result as Optuna
 * (`_adjust_discrete_uniform_high`), which works on the shortest decimal text of each number too.
 */
export function lastGridPoint(low: number, high: number, step: number): number {
  const [a, b, s] = [low, high, step].map(parseDecimal)
  const exponent = Math.min(a.exponent, b.exponent, s.exponent)
  const [start, end, width] = [a, b, s].map((x) => x.digits * 10n ** BigInt(x.exponent - exponent))
  const last = start + ((end - start) / width) * width
  return last === end ? high : Number(`${last}e${exponent}`)
}

/** The grid point number `index`: the double nearest to the decimal number low + index·step. */
export function gridPoint(low: number, step: number, index: number): number {
  const point = low + index * step
  const places = -Math.min(0, parseDecimal(low).exponent, parseDecimal(step).exponent)
  // `toFixed` has no more than 100 places and turns to scientific notation at 1e21; no grid is written that way.
  return places > 100 || Math.abs(point) >= 1e21 ? point : Number(point.toFixed(places))
}

interface Decimal {
  readonly digits: bigint
  /** The value is digits · 10^exponent. */
  readonly exponent: number
}

function parseDecimal(value: number): Decimal {
  const [mantissa, power = '0'] = String(value).split('e')
  const [whole, fraction = ''] = mantissa.split('.')
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length }
}
