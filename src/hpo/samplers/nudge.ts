import type { Rng } from '../../base/rng.ts'
import { cardinality, type Distribution, type ParamValue, sampleUniform } from '../space/distribution.ts'
import { fromUnit, toUnit, unitAxis } from './unit-axis.ts'

/** Draws that may round back to the value that they started from. */
const mostAttempts = 20

/**
 * Another value near `value`: a number moves by a normal step of `deviation` parts of its range, on its scale, and is
 * mirrored at the ends; a choice becomes any other one. The same value only where there is no other.
 */
export function nudge(
  distribution: Distribution,
  { value, deviation }: { value: ParamValue; deviation: number },
  rng: Rng,
) {
  if (cardinality(distribution) === 1) return value
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    // Steps on a coarse grid grow until they reach the next point.
    const other = step(distribution, { value, deviation: deviation * 1.3 ** (attempt - 1) }, rng)
    if (other !== value) return other
  }
  return sampleUniform(distribution, rng)
}

function step(
  distribution: Distribution,
  { value, deviation }: { value: ParamValue; deviation: number },
  rng: Rng,
): ParamValue {
  if (distribution.kind === 'categorical') return sampleUniform(distribution, rng)
  const axis = unitAxis('', distribution)
  return fromUnit(axis, mirrored(toUnit(axis, value as number) + deviation * rng.normal()))
}

/** The point in [0, 1] that a path through `x` comes to when it is reflected at the ends. */
function mirrored(x: number): number {
  const turn = Math.abs(x) % 2
  return turn > 1 ? 2 - turn : turn
}
