import { constraintsOf } from '../../core/constraints.ts'
import type { DeclaredSpace, History, SuggestRequest } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { cardinality, type Distribution } from '../../space/distribution.ts'
import type { AutoSettings } from './auto-options.ts'

/** What draws a trial: the even design of the startup, or a sampler by name. */
export type Stage = 'start' | 'gp' | 'cmaEs' | 'tpe' | 'nsga2' | 'nsga3'

/** More objectives make the expected hypervolume improvement slow, and say little: almost every trial is on the front. */
const mostModelledObjectives = 3
/** Crowding keeps fronts of up to three objectives apart (Deb and Jain 2014). */
const mostCrowdedObjectives = 3

/** What draws the next trial of a study. */
export function stageOf(
  history: History,
  declared: DeclaredSpace | null,
  { nStartupTrials, gpTrials }: AutoSettings,
): Stage {
  const objectives = history.directions.length
  const { complete, pruned, last } = tally(history.trials)
  if (complete < nStartupTrials && complete + pruned < 2 * nStartupTrials) return 'start'
  if (complete < gpTrials) {
    // The Gaussian process learns nothing from pruned trials: where most are, it would have more of them.
    return objectives <= mostModelledObjectives && pruned <= complete ? 'gp' : 'tpe'
  }
  if (objectives > mostCrowdedObjectives) return 'nsga3'
  if (objectives > 1) return 'nsga2'
  return suitsCmaEs(declared, last) ? 'cmaEs' : 'tpe'
}

/** The same for what a request asks for: CMA-ES knows no choices, and an objective may ask for one that earlier trials did without. */
export function stageFor({ history, declared, space }: SuggestRequest, settings: AutoSettings): Stage {
  const stage = stageOf(history, declared, settings)
  const isChoice = (distribution: Distribution) => distribution.kind === 'categorical' && cardinality(distribution) > 1
  return stage === 'cmaEs' && [...space.values()].some(isChoice) ? 'tpe' : stage
}

/** Trials that a model can learn from, and the newest complete one. */
function tally(trials: readonly TrialRecord[]) {
  let complete = 0
  let pruned = 0
  let last: TrialRecord | null = null
  for (const trial of trials) {
    if (trial.state === 'pruned') pruned++
    if (trial.state !== 'complete') continue
    complete++
    last = trial
  }
  return { complete, pruned, last }
}

/** Several numbers, without branches and without constraints on outcomes. */
function suitsCmaEs(declared: DeclaredSpace | null, last: TrialRecord | null): boolean {
  if (last !== null && constraintsOf(last) !== null) return false
  if (declared === null) return areNumbers(Object.values(last?.distributions ?? {}))
  const leaves = [...declared.leaves.values()]
  return leaves.every(({ when }) => when.length === 0) && areNumbers(leaves.map(({ distribution }) => distribution))
}

function areNumbers(distributions: readonly Distribution[]): boolean {
  const open = distributions.filter((distribution) => cardinality(distribution) > 1)
  return open.length > 1 && open.every(({ kind }) => kind !== 'categorical')
}
