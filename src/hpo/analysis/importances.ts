import { badArgument, checkOptionNames } from '../../base/check-argument.ts'
import type { StudyView } from '../core/study-record.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { bestByDomination } from '../objectives/best-by-domination.ts'
import { toLosses } from '../objectives/losses.ts'
import { cardinality, type Distribution, type SearchSpace } from '../space/distribution.ts'
import { badTarget } from './messages.ts'
import { parzenOnGrid } from './parzen-on-grid.ts'

export interface ImportanceOptions {
  /** The share of trials that count as good; in (0, 1), default 0.1. */
  readonly target?: number
  /**
   * Ranges by which to judge parameters whose ranges have changed during the study. Default: each range is judged apart, as
   * the trials had it.
   */
  readonly ranges?: SearchSpace
}

/** Ranges with fewer trials say nothing. */
const fewestTrials = 2

/**
 * How much each parameter had to do with a trial being among the best, in shares of 1, the largest first: PED-ANOVA, which
 * compares where the good values lie with where all values lie (Watanabe et al. 2023, arXiv:2304.10255; parameters of
 * branches as Watanabe et al. 2026, arXiv:2601.20800, theorem 4.2, and Optuna 5). Of several objectives, it is about
 * reaching the Pareto front. Equal shares while there are fewer than two complete trials.
 *
 * @throws InputError `analysis/bad-target`
 */
export function importances(
  study: Pick<StudyView, 'directions' | 'trials'>,
  options: ImportanceOptions = {},
): Readonly<Record<string, number>> {
  checkOptionNames('importances', options, ['target', 'ranges'])
  if (!Array.isArray(study?.trials))
    throw badArgument({ call: 'importances', what: 'the study', value: study, allowed: 'a study' })
  const scores = importanceScores(study, options)
  const total = scores.reduce((sum, [, score]) => sum + score, 0)
  return Object.fromEntries(scores.map(([name, score]) => [name, total > 0 ? score / total : 1 / scores.length]))
}

/** The Pearson divergences of PED-ANOVA, the largest first. */
export function importanceScores(
  { directions, trials }: Pick<StudyView, 'directions' | 'trials'>,
  { target = 0.1, ranges }: ImportanceOptions = {},
): readonly (readonly [name: string, score: number])[] {
  if (!(target > 0 && target < 1)) throw badTarget(target)
  const complete = trials.filter(({ state, values }) => state === 'complete' && values!.every(Number.isFinite))
  const names = [...new Set(complete.flatMap(({ distributions }) => Object.keys(distributions)))]
  if (complete.length < 2) return names.map((name) => [name, 0])
  const good = goodTrials(complete, directions, target)
  const scale = (good.size / complete.length) ** 2
  const scored = names.map((name): readonly [string, number] => {
    let score = 0
    for (const [distribution, region] of regimes(name, complete, ranges)) {
      const best = region.filter((trial) => good.has(trial))
      if (cardinality(distribution) === 1 || best.length === 0 || region.length < fewestTrials) continue
      const weight = (best.length / good.size) ** 2 / (region.length / complete.length)
      score += weight * divergence(name, distribution, { best, region })
    }
    return [name, score * scale]
  })
  return scored.sort(([, a], [, b]) => b - a)
}

/** The best share of the trials, and those that equal the worst of them. */
function goodTrials(
  trials: readonly TrialRecord[],
  directions: StudyView['directions'],
  target: number,
): ReadonlySet<TrialRecord> {
  const losses = trials.map(({ values }) => toLosses(directions, values!))
  const count = Math.ceil(target * trials.length)
  if (directions.length > 1) return new Set(bestByDomination(losses, count).map((at) => trials[at]))
  const worst = losses.map(([loss]) => loss).sort((a, b) => a - b)[count - 1]
  return new Set(trials.filter((_, at) => losses[at][0] <= worst))
}

/** The trials that have the parameter, by the range that it had. */
function regimes(
  name: string,
  trials: readonly TrialRecord[],
  ranges: SearchSpace | undefined,
): readonly (readonly [Distribution, readonly TrialRecord[]])[] {
  const found = new Map<string, [Distribution, TrialRecord[]]>()
  for (const trial of trials) {
    if (!Object.hasOwn(trial.distributions, name)) continue
    const distribution = ranges?.get(name) ?? trial.distributions[name]
    const key = JSON.stringify(distribution)
    const regime = found.get(key) ?? [distribution, []]
    regime[1].push(trial)
    found.set(key, regime)
  }
  return [...found.values()]
}

function divergence(
  name: string,
  distribution: Distribution,
  { best, region }: { readonly best: readonly TrialRecord[]; readonly region: readonly TrialRecord[] },
): number {
  const valuesOf = (trials: readonly TrialRecord[]) => trials.map(({ params }) => params[name])
  const top = parzenOnGrid(distribution, valuesOf(best))
  const all = parzenOnGrid(distribution, valuesOf(region))
  return all.reduce((sum, density, cell) => sum + density * (top[cell] / density - 1) ** 2, 0)
}
