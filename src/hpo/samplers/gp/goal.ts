import type { Rng } from '../../../base/rng.ts'
import { dominates } from '../../objectives/pareto-front.ts'
import type { Observations } from './observations/observations.ts'
import { GpPosterior } from './process/gp-posterior.ts'
import { type Box, nonDominatedBoxes } from './utility/hypervolume-boxes.ts'
import { hypervolumeUtility } from './utility/hypervolume-utility.ts'
import { type Utility, objectiveTerm, singleObjectiveUtility } from './utility/utility.ts'
import type { GpSettings } from './gp-options.ts'
import type { Models } from './models.ts'
import type { Predictors } from './pending.ts'

/** What a study looks for, given what it has. */
export interface Goal {
  /** Rows of the best trials so far, to search from. */
  readonly incumbents: readonly Float64Array[]
  utility(predictors: Predictors): Utility
}

/** Incumbents of a study with several objectives: half of the default restarts (Optuna). */
const mostIncumbents = 5

/** A larger value of one objective, under constraints. */
export function singleGoal(observations: Observations, models: Models, settings: GpSettings): Goal {
  const { trials, feasible, constraints } = observations
  const [{ values }] = observations.objectives
  const known = settings.noisy ? predictedAt(models, observations) : values
  const anyFeasible = feasible.includes(true)
  const rank = (i: number): number => (feasible[i] ? known[i] : anyFeasible ? Number.NEGATIVE_INFINITY : known[i])
  const best = trials.reduce((at, _, i) => (rank(i) > rank(at) ? i : at), 0)
  return {
    incumbents: [trials[best].row],
    utility({ fantasies, pending }) {
      // With constraints nobody knows whether a running trial will count.
      const bests = Float64Array.from({ length: fantasies }, (_, s) =>
        constraints.length > 0 ? known[best] : pending[0][s].reduce((a, b) => Math.max(a, b), known[best]),
      )
      const acquisition = settings.acquisition === 'thompson' ? 'logEi' : settings.acquisition
      return singleObjectiveUtility({
        term: anyFeasible ? objectiveTerm(acquisition, { bests, xi: settings.xi, beta: settings.beta }) : null,
        average: acquisition === 'ucb' ? 'mean' : 'logMeanExp',
        thresholds: thresholdsOf(observations),
      })
    },
  }
}

/** A larger hypervolume of the front of several objectives, under constraints. */
export function frontGoal(observations: Observations, rng: Rng): Goal {
  const { trials, feasible, objectives } = observations
  const scores = trials.map((_, i) => objectives.map(({ values }) => values[i]))
  const relevant = scores.map((score, i) => ({ score, row: trials[i].row })).filter((_, i) => feasible[i])
  const candidates = relevant.length > 0 ? relevant : scores.map((score, i) => ({ score, row: trials[i].row }))
  const front = frontOf(candidates)
  const reference = referencePoint(candidates.map(({ score }) => score))
  const shuffled = front.map(({ row }) => ({ row, key: rng.uniform() })).sort((a, b) => a.key - b.key)
  const boxesWith = (pending: readonly { readonly score: readonly number[] }[]): readonly Box[] => {
    const scored = pending.length === 0 ? front : frontOf([...front, ...pending])
    return nonDominatedBoxes(
      scored.map(({ score }) => score),
      reference,
    )
  }
  return {
    incumbents: shuffled.slice(0, mostIncumbents).map(({ row }) => row),
    utility({ fantasies, pending }) {
      const running = pending[0][0].length
      const boxes = Array.from({ length: fantasies }, (_, s) =>
        boxesWith(Array.from({ length: running }, (_, i) => ({ score: objectives.map((_, m) => pending[m][s][i]) }))),
      )
      return hypervolumeUtility({
        boxes: relevant.length > 0 ? boxes : null,
        objectives: objectives.length,
        thresholds: thresholdsOf(observations),
      })
    },
  }
}

/** The standardised score above which each constraint is satisfied. */
export function thresholdsOf({ constraints }: Observations): readonly number[] {
  return constraints.map(({ mean, deviation }) => -mean / deviation)
}

/** What the model thinks of the trials' points, without the noise of their values. */
function predictedAt({ factors, scores }: Models, { trials }: Observations): Float64Array {
  const posterior = new GpPosterior(factors[0], [scores[0].values])
  return Float64Array.from(trials, ({ row }) => {
    posterior.predict(row)
    return posterior.means[0]
  })
}

function frontOf<T extends { readonly score: readonly number[] }>(candidates: readonly T[]): readonly T[] {
  const directions = candidates[0].score.map(() => 'maximize' as const)
  return candidates.filter(({ score }) => !candidates.some((other) => dominates(directions, other.score, score)))
}

/** A tenth beyond the worst score of each objective, on the scale of the standardised loss (Optuna). */
function referencePoint(scores: readonly (readonly number[])[]): readonly number[] {
  return scores[0].map((_, m) => {
    const worst = scores.reduce((most, score) => Math.max(most, -score[m]), Number.NEGATIVE_INFINITY)
    return -Math.max(1.1 * worst, 0.9 * worst)
  })
}
