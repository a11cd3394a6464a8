import { z } from 'zod'
import { minimizeSign } from '../core/direction.ts'
import type { ComposedPrunerDefinition, InnerPruner } from '../core/pruner.ts'
import { wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { metricFields, type MetricOptions, onMetric } from './on-metric.ts'

/** How long a trial may go without getting better, and who decides then. */
export interface PatientOptions extends MetricOptions {
  /** Asked once the patience is used up: a pruner's name or choice. Null stops the trial at once; default null. */
  readonly wrapped?: InnerPruner | null
  /** How many reports in a row may bring no improvement; a whole number ≥ 0, default 10. */
  readonly patience?: number
  /** By how much a value must be better to count as an improvement; ≥ 0, default 0. */
  readonly minDelta?: number
}

const notNegative = 'a number, at least 0'
const schema = z.strictObject({
  ...metricFields,
  wrapped: z.custom<InnerPruner | null>(isInner, 'a pruner, its name, or null').default(null),
  patience: wholeNumber(0).default(10),
  minDelta: z.number(notNegative).min(0, notNegative).default(0),
})

function isInner(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'object'
}

/**
 * Lets a trial live as long as it still improves by itself: only when the best of its last `patience` + 1 reports is worse
 * than the best before them by more than `minDelta` is `wrapped` asked, or the trial stopped (Optuna's `PatientPruner`).
 *
 * For noisy curves, on which another pruner is too strict; without `wrapped` it is early stopping of each trial alone.
 */
export const definition: ComposedPrunerDefinition<PatientOptions> = {
  async create(options, parts) {
    const settings = parseOptions(schema, options, { kind: 'pruner', name: 'patient' })
    const wrapped = settings.wrapped === null ? null : await parts.pruner(settings.wrapped)
    return onMetric(settings, {
      name: 'patient',
      shouldPrune(request) {
        const sign = minimizeSign(request.history.directions[0])
        if (!isStuck(request.trial.intermediateValues, { ...settings, sign })) return false
        return wrapped === null || wrapped.shouldPrune(request)
      },
      ...(wrapped?.historyFor && { historyFor: wrapped.historyFor.bind(wrapped) }),
    })
  },
}

function isStuck(
  curve: ReadonlyMap<number, number>,
  { patience, minDelta, sign }: { readonly patience: number; readonly minDelta: number; readonly sign: 1 | -1 },
): boolean {
  if (curve.size <= patience + 1) return false
  const values = [...curve].sort(([a], [b]) => a - b).map(([, value]) => sign * value)
  const before = smallest(values.slice(0, -patience - 1))
  const lately = smallest(values.slice(-patience - 1))
  return before + minDelta < lately
}

/** NaN when there is no number, with which no comparison holds. */
function smallest(values: readonly number[]): number {
  const numbers = values.filter((value) => !Number.isNaN(value))
  return numbers.length === 0 ? Number.NaN : numbers.reduce((a, b) => Math.min(a, b))
}
