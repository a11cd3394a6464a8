import { z } from 'zod'

/** The schema of an option that counts something. */
export function wholeNumber(least: number) {
  const allowed = `a whole number, at least ${least}`
  return z.int(allowed).min(least, allowed)
}

/** The schema of an option that lies in a range, such as a share or a probability. */
export function numberFrom(low: number, high: number) {
  const allowed = `a number from ${low} to ${high}`
  return z.number(allowed).min(low, allowed).max(high, allowed)
}
