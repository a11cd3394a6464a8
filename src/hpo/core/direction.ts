/** Whether smaller or larger values of an objective are better. */
export type Direction = 'minimize' | 'maximize'

/** Negative when `a` is better than `b`. NaN is worse than everything. */
export function compareValues(direction: Direction, a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  if (a === b) return 0
  return a < b === (direction === 'minimize') ? -1 : 1
}

/** The sign that turns an objective into one to minimise. */
export function minimizeSign(direction: Direction): 1 | -1 {
  return direction === 'minimize' ? 1 : -1
}
