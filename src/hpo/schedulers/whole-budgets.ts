import type { PlannedRung } from '../core/hyperband-plan.ts'

/** The plan with resources rounded down to whole numbers, none below `min`. */
export function wholeBudgets(
  brackets: readonly (readonly PlannedRung[])[],
  { min }: { readonly min: number },
): readonly (readonly PlannedRung[])[] {
  return brackets.map((rungs) =>
    // A hair is added, because 81/3⁴ may come out a hair below 1.
    rungs.map(({ configs, resource }) => ({ configs, resource: Math.max(min, Math.floor(resource + 1e-9)) })),
  )
}
