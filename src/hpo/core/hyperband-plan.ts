/** The resources of Hyperband, in whatever counts as a step: epochs, iterations, rows. */
export interface HyperbandResources {
  /** r: what the shortest evaluation gets; above 0. */
  readonly minResource: number
  /** R: what a full evaluation gets. */
  readonly maxResource: number
  /** η: one in how many survives a rung. */
  readonly reductionFactor: number
}

/** One round of a bracket: so many configurations, each brought to this resource. */
export interface PlannedRung {
  readonly configs: number
  readonly resource: number
}

/** The number of brackets, ⌊log_η(R/r)⌋ + 1, counted without the rounding of logarithms: R = 243, η = 3 has 6. */
export function bracketCount({ minResource, maxResource, reductionFactor }: HyperbandResources): number {
  let brackets = 1
  // The tolerance is for resources that are no whole numbers, such as shares of a data set.
  while (minResource * reductionFactor ** brackets <= maxResource * (1 + 1e-12)) brackets++
  return brackets
}

/** How many configurations bracket `id` begins with, ⌈B·η^s/(s+1)⌉ for B brackets, where s = B − 1 − `id`. */
export function bracketSize(brackets: number, id: number, reductionFactor: number): number {
  const s = brackets - 1 - id
  return Math.ceil((brackets * reductionFactor ** s) / (s + 1))
}

/**
 * Every bracket of Hyperband with its rungs, the most daring first. Bracket `id` keeps ⌊n η^−i⌋ of its n configurations
 * at rung i and brings them to R η^(i−s). For R = 81, η = 3 the brackets begin with 81, 34, 15, 8 and 5 (Li et al. 2018,
 * "Hyperband", JMLR 18(185), algorithm 1 and table 1).
 */
export function hyperbandPlan(resources: HyperbandResources): readonly (readonly PlannedRung[])[] {
  const { maxResource, reductionFactor: eta } = resources
  const brackets = bracketCount(resources)
  return Array.from({ length: brackets }, (_, id) => {
    const s = brackets - 1 - id
    const n = bracketSize(brackets, id, eta)
    return Array.from({ length: s + 1 }, (_, i) => ({
      configs: Math.max(1, Math.floor(n / eta ** i)),
      resource: maxResource / eta ** (s - i),
    }))
  })
}
