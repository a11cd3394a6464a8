import type { Rng } from '../../base/rng.ts'

/**
 * `count` different numbers from 0 to `densities.length` − 1, one after the other, each with a probability proportional to
 * its density among those that are left: Efraimidis and Spirakis 2006, "Weighted random sampling with a reservoir".
 */
export function drawByDensity(densities: readonly number[], count: number, rng: Rng): number[] {
  // Their key log(u) / density, in the logarithm: a density of 0 is always last, the smallest other one never with it.
  const keys = densities.map((density) => Math.log(density) - Math.log(-Math.log(1 - rng.uniform())))
  return largest(keys, count)
}

/** The places of the `count` largest values, the largest first; equal ones in their order. NaN counts as smallest. */
export function largest(values: readonly number[], count: number): number[] {
  const rank = (value: number): number => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value)
  const places = values.map((_, i) => i)
  // The difference of two equal infinities is NaN, which is no order.
  return places.sort((a, b) => Number(rank(values[b]) > rank(values[a])) - Number(rank(values[b]) < rank(values[a]))).slice(0, count) // prettier-ignore
}
