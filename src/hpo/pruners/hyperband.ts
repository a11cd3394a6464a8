import { z } from 'zod'
import { bracketCount, bracketSize } from '../core/hyperband-plan.ts'
import type { PrunerDefinition } from '../core/pruner.ts'
import type { History } from '../core/sampler.ts'
import { wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { crc32 } from './crc32.ts'
import { firstCompleteLength } from './first-complete.ts'
import { halvingRule } from './halving-rule.ts'
import { metricFields, type MetricOptions, onMetric } from './on-metric.ts'
import { resourceOption } from './resource-option.ts'

/** The brackets of Hyperband. All are whole numbers. */
export interface HyperbandOptions extends MetricOptions {
  /** r: steps up to the first rung of the most daring bracket; at least 1, default 1. */
  readonly minResource?: number
  /**
   * R: the steps of a full trial; at least 1. Default `'auto'`: as many as the trial that completed first reported;
   * nothing is pruned before.
   */
  readonly maxResource?: number | 'auto'
  /** η: one in how many goes on at each rung; at least 2, default 3. */
  readonly reductionFactor?: number
  /** How many trials a rung must have seen before any may pass it; at least 0, default 0. Not with `'auto'`. */
  readonly bootstrapCount?: number
}

const schema = z
  .strictObject({
    ...metricFields,
    minResource: wholeNumber(1).default(1),
    maxResource: resourceOption(),
    reductionFactor: wholeNumber(2).default(3),
    bootstrapCount: wholeNumber(0).default(0),
  })
  .refine(({ maxResource, minResource }) => maxResource === 'auto' || maxResource >= minResource, {
    path: ['maxResource'],
    message: 'a whole number that is not below "minResource", or "auto"',
  })
  .refine(({ maxResource, bootstrapCount }) => maxResource !== 'auto' || bootstrapCount === 0, {
    path: ['bootstrapCount'],
    message: '0 while "maxResource" is "auto"',
  })

/**
 * Successive halving with several brackets, each of which starts to prune later: trials are dealt to brackets by a hash of
 * study and number, and compete only with those of theirs. Samplers, too, see only those (Li et al. 2018, "Hyperband",
 * JMLR 18(185); Optuna's `HyperbandPruner`, its defaults and its way of dealing, so that both may work on one study).
 *
 * When it is not known how early a curve says something. With TPE give it enough trials: each bracket must collect its own
 * startup trials.
 *
 * Deviations: `'auto'` as in `successiveHalving`; the number of brackets is exact where Optuna's logarithm rounds to one
 * bracket less (R/r = 243 or 1000, for example).
 */
export const definition: PrunerDefinition<HyperbandOptions> = {
  create(options) {
    const settings = parseOptions(schema, options, { kind: 'pruner', name: 'hyperband' })
    const dealer = bracketDealer()
    const plan = (history: History): Brackets | null => {
      const { maxResource } = settings
      const most = maxResource === 'auto' ? (firstCompleteLength(history) ?? null) : maxResource - 1
      return most === null ? null : bracketsOf({ ...settings, maxResource: Math.max(settings.minResource, most + 1) })
    }
    const historyFor = (history: History, trial: number): History => {
      const brackets = plan(history)
      if (brackets === null) return history
      const bracket = dealer(history.name, brackets, trial)
      const isInside = ({ number }: { number: number }): boolean => dealer(history.name, brackets, number) === bracket
      return { ...history, trials: history.trials.filter(isInside) }
    }
    return onMetric(settings, {
      name: 'hyperband',
      historyFor,
      shouldPrune(request) {
        const { history, trial } = request
        const brackets = plan(history)
        if (brackets === null) return false
        const minEarlyStoppingRate = dealer(history.name, brackets, trial.number)
        const inside = { ...request, history: historyFor(history, trial.number) }
        return halvingRule(inside, { ...settings, minEarlyStoppingRate })
      },
    })
  },
}

/** How many trials each bracket gets of every `total`. */
interface Brackets {
  readonly sizes: readonly number[]
  readonly total: number
}

function bracketsOf(resources: {
  readonly minResource: number
  readonly maxResource: number
  readonly reductionFactor: number
}): Brackets {
  const count = bracketCount(resources)
  const sizes = Array.from({ length: count }, (_, id) => bracketSize(count, id, resources.reductionFactor))
  return { sizes, total: sizes.reduce((a, b) => a + b, 0) }
}

/** Says which bracket a trial belongs to, and remembers the checksums: each is needed at every report. */
function bracketDealer(): (study: string, brackets: Brackets, trial: number) => number {
  let known = ''
  let sums: number[] = []
  return (study, { sizes, total }, trial) => {
    if (study !== known) sums = []
    known = study
    let rest = (sums[trial] ??= crc32(`${study}_${trial}`)) % total
    let bracket = 0
    while (rest >= sizes[bracket]) rest -= sizes[bracket++]
    return bracket
  }
}
