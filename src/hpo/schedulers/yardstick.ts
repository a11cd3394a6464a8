import { z } from 'zod'
import { type Direction, minimizeSign } from '../core/direction.ts'
import { metricDirection, metricTrial } from '../core/metrics.ts'
import type { PruneRequest } from '../core/pruner.ts'
import { rungKey } from '../core/rung-key.ts'
import type { History } from '../core/sampler.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { unknownMetric, unnamedObjectives, unreportedMetric } from './messages.ts'
import { type Ranking, rankings, rankLosses } from './rank-losses.ts'

/** What trials are compared by at a rung. */
export interface YardstickOptions {
  /**
   * The reported metric to judge by, as in `trial.report({ loss, seconds }, epoch)`; several are judged by domination.
   * Default: the objective of the study; of several objectives all, by the names that `createStudy({ metricNames })` gives.
   */
  readonly metric?: string | readonly string[]
  /** Whether to minimise or maximise metrics that are no objectives; one for each of them, in order. */
  readonly direction?: Direction | readonly Direction[]
  /**
   * With several metrics, who comes first among trials that do not dominate each other: `epsilonNet` those that lie far
   * apart, `nonDominated` those that came first. Default `epsilonNet`.
   */
  readonly ranking?: Ranking
}

const name = 'the name of a metric, or a list of them'
const direction = "'minimize' or 'maximize', or a list with one for each metric"
const directionSchema = z.enum(['minimize', 'maximize'])

/** The schema fields of `YardstickOptions`. */
export const yardstickFields = {
  metric: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], name).optional(),
  direction: z.union([directionSchema, z.array(directionSchema)], direction).optional(),
  ranking: z.enum(rankings, rankings.join(', ')).default('epsilonNet'),
}

/** A metric of a study with the sign that turns it into a loss. */
interface Measure {
  /** Null: the number that was reported. */
  readonly metric: string | null
  readonly sign: 1 | -1
}

/** The system attribute with the values that a trial had at rung `k`, of several metrics. */
function rungValuesKey(k: number): string {
  return `ansatz:rung:${k}`
}

/** Measures trials at the rungs of a scheduler. What it has measured is noted with the trials. */
export class Yardstick {
  private readonly scheduler: string
  private readonly metrics: readonly string[] | null
  private readonly directions: readonly Direction[]
  private readonly ranking: Ranking

  constructor(
    scheduler: string,
    settings: Pick<z.output<z.ZodObject<typeof yardstickFields>>, 'metric' | 'direction' | 'ranking'>,
  ) {
    this.scheduler = scheduler
    this.metrics = settings.metric === undefined ? null : [settings.metric].flat()
    this.directions = [settings.direction ?? []].flat()
    this.ranking = settings.ranking
  }

  /** The newest report of a trial: its step, and its losses there, NaN where it diverged. */
  newest({ trial, history }: Pick<PruneRequest, 'trial' | 'history'>): {
    readonly step: number
    readonly losses: readonly number[]
  } {
    let step = Number.NEGATIVE_INFINITY
    for (const reported of trial.intermediateValues.keys()) if (reported > step) step = reported
    const losses = this.measures(history).map(({ metric, sign }) => {
      const curve = metric === null ? trial : metricTrial(trial, metric, history.metricNames)
      const value = curve.intermediateValues.get(step)
      if (value === undefined && metric !== null && step >= 0) throw unreportedMetric(this.scheduler, { metric, trial: trial.number, step }) // prettier-ignore
      return sign * (value ?? Number.NaN)
    })
    return { step, losses }
  }

  /** Notes what a trial had at a rung. */
  note({ history, note }: Pick<PruneRequest, 'history' | 'note'>, rung: number, losses: readonly number[]): void {
    const values = this.measures(history).map(({ sign }, m) => sign * losses[m])
    if (values.length === 1) note(rungKey(rung), values[0])
    else note(rungValuesKey(rung), values)
  }

  /** What was noted; null when the trial has not been there. */
  noted({ systemAttrs }: TrialRecord, rung: number, history: History): readonly number[] | null {
    const measures = this.measures(history)
    const stored = systemAttrs[measures.length === 1 ? rungKey(rung) : rungValuesKey(rung)]
    const values = [stored ?? []].flat()
    const fits = values.length === measures.length && values.every((value) => typeof value === 'number')
    return fits ? measures.map(({ sign }, m) => sign * values[m]) : null
  }

  /** Positions of the losses, the best first; equals as they come. */
  order(losses: readonly (readonly number[])[]): readonly number[] {
    return rankLosses(losses, this.ranking)
  }

  /** The rank of `own` among itself and others, from 1; equals of one metric share it. */
  rankOf(own: readonly number[], others: readonly (readonly number[])[]): number {
    if (own.length === 1) return 1 + others.filter(([loss]) => loss < own[0]).length
    return 1 + this.order([...others, own]).indexOf(others.length)
  }

  private measures(history: History): readonly Measure[] {
    const { directions, metricNames } = history
    if (this.metrics === null && directions.length === 1) return [{ metric: null, sign: minimizeSign(directions[0]) }]
    const metrics = this.metrics ?? metricNames
    if (metrics === undefined) throw unnamedObjectives(this.scheduler, directions.length)
    return metrics.map((metric, m) => {
      const found = metricDirection(history, { metric, direction: this.directions[m] })
      if (found === null) throw unknownMetric(this.scheduler, metric, metricNames ?? [])
      return { metric, sign: minimizeSign(found) }
    })
  }
}
