import type { Rng } from '../../../base/rng.ts'
import { finiteLosses } from '../../objectives/losses.ts'
import type { Survivor } from '../nsga/individual.ts'

/** What the worst has of the mean weight of the others, so that it still has a chance. */
const leastShare = 0.1

/**
 * Draws different parents of one objective, each with a probability that grows with how much better it is than the worst
 * (Goldberg 1989, windowed fitness). Only differences count: values may be negative, and shifting them all changes nothing.
 * While a parent satisfies all constraints, those that do not weigh as little as the worst.
 */
export function roulette<Member extends Survivor>(
  parents: readonly Member[],
  count: number,
  rng: Rng,
): readonly Member[] {
  const left = [...parents]
  const weights = [...rouletteWeights(parents)]
  return Array.from({ length: count }, () => {
    const at = drawIndex(weights, rng)
    weights.splice(at, 1)
    return left.splice(at, 1)[0]
  })
}

/** Above 0, one per parent. */
export function rouletteWeights(parents: readonly Survivor[]): Float64Array {
  const hasFeasible = parents.some(({ violation }) => violation === 0)
  const counted = parents.map((parent) => !hasFeasible || parent.violation === 0)
  const costs = finiteLosses(parents.map(({ losses, violation }) => [hasFeasible ? losses[0] : violation]))
  const worst = costs.reduce((most, [cost], i) => (counted[i] ? Math.max(most, cost) : most), Number.NEGATIVE_INFINITY)
  const lead = Float64Array.from(costs, ([cost], i) => (counted[i] ? worst - cost : 0))
  const mean = lead.reduce((sum, value) => sum + value / lead.length, 0)
  return mean > 0 && Number.isFinite(mean) ? lead.map((value) => value / mean + leastShare) : lead.fill(1)
}

function drawIndex(weights: readonly number[], rng: Rng): number {
  let share = rng.uniform() * weights.reduce((sum, weight) => sum + weight, 0)
  for (let i = 0; i < weights.length - 1; i++) {
    share -= weights[i]
    if (share < 0) return i
  }
  return weights.length - 1
}
