import type { InnerPruner, Pruner, PrunerParts } from '../core/pruner.ts'
import { type ChoiceOf, type OptionsOf, choosersOf, createChosen } from '../parts/registry.ts'

/** Every pruner by name. A line here enrols it everywhere: `pruners.<name>` and the contract suite. */
export const prunerRegistry = {
  none: () => import('./none.ts'),
  median: () => import('./median.ts'),
  percentile: () => import('./percentile.ts'),
  patient: () => import('./patient.ts'),
  threshold: () => import('./threshold.ts'),
  successiveHalving: () => import('./successive-halving.ts'),
  hyperband: () => import('./hyperband.ts'),
  wilcoxon: () => import('./wilcoxon.ts'),
  evaluationPoints: () => import('./evaluation-points.ts'),
}

export type PrunerName = keyof typeof prunerRegistry

export type PrunerOptions<Name extends PrunerName> = OptionsOf<typeof prunerRegistry, Name>

/** A pruner chosen by name and options, not yet loaded. */
export type PrunerChoice = ChoiceOf<typeof prunerRegistry>

/** The pruners to choose from: `pruners.median({ nWarmupSteps: 10 })`. Nothing is loaded before the study needs it. */
export const pruners = choosersOf(prunerRegistry)

/**
 * The pruner that was chosen, ready to judge. A pruner object of the user's own is taken as it is.
 *
 * @throws InputError `pruner/unknown`, `pruner/unknown-option`, `pruner/bad-option`
 */
export async function resolvePruner(chosen: PrunerChoice | PrunerName | Pruner): Promise<Pruner> {
  return makePruner(chosen)
}

/** What a pruner that wraps another gets to make it with. */
export const prunerParts: PrunerParts = { pruner: makePruner }

async function makePruner(chosen: InnerPruner): Promise<Pruner> {
  if (isPruner(chosen)) return chosen
  return (await createChosen({ kind: 'pruner', registry: prunerRegistry, parts: prunerParts }, chosen)) as Pruner
}

function isPruner(chosen: unknown): chosen is Pruner {
  return typeof chosen === 'object' && chosen !== null && typeof (chosen as Partial<Pruner>).shouldPrune === 'function'
}
