import { checkOptionNames } from '../../../base/check-argument.ts'
import { constant } from '../../schedules/constant.ts'
import { named } from '../../schedules/named-schedule.ts'
import type { PaceRule } from '../../schedules/pace-rule.ts'
import type { Schedule as RateSchedule } from '../../schedules/schedule.ts'
import {
  badOption,
  emptySchedule,
  requireCount,
  requireNotNegative,
  requirePositive,
  unknownOptimizer,
} from '../messages.ts'
import { optimizerNames, phaseOptimizers, type OptimizerName, type PhaseStart } from './phase-optimizers.ts'
import type { LearningRate, PhaseSpec, Schedule } from './phase-spec.ts'

/** A phase with every default filled in. */
export interface PhasePlan {
  readonly optimizer: OptimizerName
  readonly steps: number
  /** Null for an optimiser that sets its own pace. */
  readonly pace: PhasePace | null
  create(start: PhaseStart): ReturnType<(typeof phaseOptimizers)[OptimizerName]['create']>
}

export interface PhasePace {
  readonly rule: PaceRule
  /** Whether twice the loss means twice the step. */
  readonly growsWithLoss: boolean
}

/**
 * The phases of a schedule that have steps to make.
 *
 * @throws InputError `train/bad-option`, `train/unknown-optimizer`, `base/unknown-option`, `optimize/bad-option`, `schedules/bad-option`,
 *   `schedules/unknown`
 */
export function phasePlans(schedule: Schedule, learningRate: LearningRate): readonly PhasePlan[] {
  const usual = paceRule('learningRate', learningRate)
  const plans = specsOf(schedule).map(([path, spec]) => phasePlan(path, spec, usual))
  const used = plans.filter(({ steps }) => steps > 0)
  if (used.length === 0) throw emptySchedule(schedule)
  return used
}

type Located = readonly [path: string, spec: PhaseSpec]

function specsOf(schedule: Schedule): readonly Located[] {
  if (typeof schedule !== 'object' || schedule === null) throw emptySchedule(schedule)
  if (Array.isArray(schedule)) return (schedule as readonly PhaseSpec[]).map((spec, i) => [`schedule[${i}]`, spec])
  if ('steps' in schedule) return halves(schedule)
  for (const name of Object.keys(schedule))
    if (!isOptimizer(name)) throw unknownOptimizer('schedule', name, optimizerNames)
  const counts = schedule as Partial<Record<OptimizerName, number>>
  return optimizerNames.flatMap((optimizer): Located[] => {
    const steps = counts[optimizer]
    if (steps === undefined) return []
    requireCount(`schedule.${optimizer}`, steps, 0)
    return [[`schedule.${optimizer}`, { optimizer, steps }]]
  })
}

function halves(schedule: Extract<Schedule, { readonly steps: number }>): readonly Located[] {
  checkOptionNames('Training option "schedule"', schedule, ['steps', 'adamFraction'])
  const { steps, adamFraction = 2 / 3 } = schedule
  requireCount('schedule.steps', steps, 1)
  if (!(adamFraction >= 0 && adamFraction <= 1)) {
    throw badOption('schedule.adamFraction', adamFraction, 'a number in [0, 1]')
  }
  const adam = Math.round(steps * adamFraction)
  return [
    ['schedule.adam', { optimizer: 'adam', steps: adam }],
    ['schedule.lbfgs', { optimizer: 'lbfgs', steps: steps - adam }],
  ]
}

function isOptimizer(name: unknown): name is OptimizerName {
  return typeof name === 'string' && Object.hasOwn(phaseOptimizers, name)
}

function phasePlan(path: string, spec: PhaseSpec, usual: PaceRule): PhasePlan {
  if (typeof spec !== 'object' || spec === null) throw badOption(path, spec, '{ optimizer, steps }')
  const { optimizer, steps, ...rest } = spec
  if (!isOptimizer(optimizer)) throw unknownOptimizer(`${path}.optimizer`, optimizer, optimizerNames)
  requireCount(`${path}.steps`, steps, 0)
  const definition = phaseOptimizers[optimizer]
  const { pace, options: known } = definition
  const paced = pace === null ? [] : ['learningRate', 'weightDecay']
  checkOptionNames(`The phase "${path}" of ${optimizer}`, spec, ['optimizer', 'steps', ...paced, ...known])
  const { learningRate, weightDecay, ...own } = rest as Extract<PhaseSpec, { readonly optimizer: 'adam' }>
  const plan: PhasePlan = {
    optimizer,
    steps,
    pace: pace === null ? null : { ...pace, rule: pacing(path, { learningRate, weightDecay }, { ...pace, usual }) },
    create: (start) => definition.create(start, own),
  }
  // Its options are refused now, and not after the phases before it.
  plan.create(nothing)
  return plan
}

const nothing: PhaseStart = {
  objective: () => 0,
  leastSquares: { count: 1, evaluate: () => {}, linearize: () => {} },
  matrices: [],
  parameters: new Float64Array(1),
}

interface Pacing {
  readonly learningRate: LearningRate | undefined
  readonly weightDecay: number | RateSchedule | undefined
}

/** Rate and decay of a phase as one rule. */
function pacing(
  path: string,
  { learningRate, weightDecay }: Pacing,
  { usual, weightDecay: usualDecay }: { readonly usual: PaceRule; readonly weightDecay: number },
): PaceRule {
  const rule = learningRate === undefined ? usual : paceRule(`${path}.learningRate`, learningRate)
  const setsDecay = rule.settings(rule.start(), { step: 0, steps: 1 }).weightDecay !== null
  if (setsDecay) {
    if (weightDecay === undefined) return rule
    throw badOption(`${path}.weightDecay`, weightDecay, 'absent: the adaptive learning rate sets it')
  }
  if (typeof weightDecay === 'number') requireNotNegative(`${path}.weightDecay`, weightDecay)
  const given = weightDecay ?? usualDecay
  const decay = typeof given === 'number' ? constant(given) : given
  if (!isSchedule(decay)) throw badOption(`${path}.weightDecay`, given, 'a number, 0 or above, or a schedule')
  return {
    ...rule,
    settings: (state, at) => ({ ...rule.settings(state, at), weightDecay: decay.at(at.step, at.steps) }),
  }
}

function paceRule(path: string, given: LearningRate): PaceRule {
  if (typeof given === 'object' && given !== null) {
    if (isSchedule(given)) return scheduled(given)
    if ('settings' in given && 'isDue' in given) return given
    if ('name' in given) return scheduled(named(given))
    throw badOption(path, given, 'a number above 0, a schedule, its name and numbers, or a rule of schedules.adaptive')
  }
  requirePositive(path, given)
  return scheduled(constant(given))
}

function isSchedule(given: unknown): given is RateSchedule {
  return typeof given === 'object' && given !== null && 'at' in given && typeof given.at === 'function'
}

/** A schedule as a rule that never looks. */
function scheduled(rates: RateSchedule): PaceRule<null> {
  return {
    start: () => null,
    isDue: () => false,
    next: (state) => state,
    settings: (_, { step, steps }) => ({ learningRate: rates.at(step, steps), weightDecay: null }),
  }
}
