import type { Rng } from '../../base/rng.ts'
import { sampleUniform } from './distribution.ts'
import type { ParamValue, Params } from './distribution.ts'
import type { Leaf, LeafPart } from './node.ts'
import { samplePrior } from './prior.ts'

/**
 * A value for every leaf: from its prior, else uniform on its own scale, and every subset of an allowed size equally
 * likely. It is what is tried where a sampler finds nothing that meets the requirements of a space.
 */
export function drawFromPrior(leaves: Iterable<Leaf>, rng: Rng): Params {
  const subsets = new Map<string, readonly boolean[]>()
  const valueOf = ({ distribution, part, prior }: Leaf): ParamValue => {
    if (prior !== undefined) return samplePrior(distribution, prior, rng)
    if (part?.bounds === undefined) return sampleUniform(distribution, rng)
    const flags = subsets.get(part.of) ?? drawFlags(part.size, part.bounds, rng)
    subsets.set(part.of, flags)
    return flags[part.index]
  }
  return Object.fromEntries(Array.from(leaves, (leaf) => [leaf.name, valueOf(leaf)]))
}

/** Every choice of min to max items with the same probability. */
function drawFlags(size: number, [min, max]: NonNullable<LeafPart['bounds']>, rng: Rng): readonly boolean[] {
  let left = drawCount(size, [min, max], rng)
  return Array.from({ length: size }, (_, index) => {
    // Selection sampling (Knuth, 3.4.2, algorithm S).
    const taken = rng.uniform() * (size - index) < left
    if (taken) left--
    return taken
  })
}

/** How many: in proportion to the number of subsets of that size. */
function drawCount(size: number, [min, max]: NonNullable<LeafPart['bounds']>, rng: Rng): number {
  // Relative to the first, so that C(1000, 500) does not overflow; the largest becomes 1 through the division below.
  const logs = [0]
  for (let k = min; k < max; k++) logs.push(logs.at(-1)! + Math.log((size - k) / (k + 1)))
  const largest = Math.max(...logs)
  const weights = logs.map((log) => Math.exp(log - largest))
  let rest = rng.uniform() * weights.reduce((sum, weight) => sum + weight, 0)
  const index = weights.findIndex((weight) => (rest -= weight) < 0)
  return min + (index === -1 ? weights.length - 1 : index)
}
