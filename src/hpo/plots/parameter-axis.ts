import type { StudyView } from '../core/study-record.ts'
import type { CategoricalDistribution, NumericDistribution, ParamValue } from '../space/distribution.ts'

/** The range of a numeric parameter over all trials, widened by values outside it (enqueued by hand, say). */
interface NumericAxis {
  readonly kind: 'numeric'
  readonly name: string
  readonly low: number
  readonly high: number
  readonly log: boolean
  readonly integer: boolean
}

/** The choices of a categorical parameter, as unique texts in their own order. */
interface CategoricalAxis {
  readonly kind: 'categorical'
  readonly name: string
  readonly labels: readonly string[]
  readonly choices: readonly ParamValue[]
}

export type ParameterAxis = NumericAxis | CategoricalAxis

/**
 * The axes of `names`, or of every parameter in order of first appearance. A parameter whose range changed from trial to
 * trial gets the range that holds them all; where its kind changed, the newest counts.
 */
export function parameterAxes(study: StudyView, names?: readonly string[]): readonly ParameterAxis[] {
  const seen = new Map<string, ParameterAxis>()
  for (const trial of study.trials) {
    for (const [name, distribution] of Object.entries(trial.distributions)) {
      const value = trial.params[name]
      const before = seen.get(name)
      seen.set(
        name,
        distribution.kind === 'categorical'
          ? mergeChoices({ name, distribution }, before)
          : mergeRange({ name, distribution, value }, before),
      )
    }
  }
  const wanted = names ?? [...seen.keys()]
  return wanted.flatMap((name) => seen.get(name) ?? [])
}

/** What a mark needs of a parameter's value: the number, or the text of the choice; null when the trial has none. */
export function axisValue(axis: ParameterAxis, value: ParamValue | undefined): number | string | null {
  if (value === undefined) return null
  if (axis.kind === 'categorical')
    return axis.labels[axis.choices.findIndex((choice) => Object.is(choice, value))] ?? null
  return isDrawable(axis.log, value) ? value : null
}

/** Where an axis value stands between the ends of the axis, from 0 to 1. */
export function axisPosition(axis: ParameterAxis, value: number | string): number {
  if (axis.kind === 'categorical') {
    return axis.labels.length === 1 ? 0.5 : axis.labels.indexOf(String(value)) / (axis.labels.length - 1)
  }
  if (axis.low === axis.high) return 0.5
  const scaled = axis.log ? Math.log : Number
  return (scaled(Number(value)) - scaled(axis.low)) / (scaled(axis.high) - scaled(axis.low))
}

function isDrawable(log: boolean, value: ParamValue | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value) && (!log || value > 0)
}

function mergeRange(
  { name, distribution, value }: { name: string; distribution: NumericDistribution; value: ParamValue | undefined },
  before: ParameterAxis | undefined,
): NumericAxis {
  const { low, high, log } = distribution
  const bounds = [low, high]
  if (isDrawable(log, value)) bounds.push(value)
  if (before?.kind === 'numeric' && isDrawable(log, before.low)) bounds.push(before.low, before.high)
  return {
    kind: 'numeric',
    name,
    low: Math.min(...bounds),
    high: Math.max(...bounds),
    log,
    integer: distribution.kind === 'int',
  }
}

function mergeChoices(
  { name, distribution }: { name: string; distribution: CategoricalDistribution },
  before: ParameterAxis | undefined,
): CategoricalAxis {
  const known = before?.kind === 'categorical' ? before : null
  const added = distribution.choices.filter((choice) => known?.choices.every((old) => !Object.is(old, choice)) ?? true)
  if (known !== null && added.length === 0) return known
  const choices = [...(known?.choices ?? []), ...added]
  return { kind: 'categorical', name, choices, labels: choices.map((choice) => label(choice, choices)) }
}

/** The bare text, or the quoted one where another choice looks the same: the string `true` beside the boolean. */
function label(choice: ParamValue, choices: readonly ParamValue[]): string {
  const ambiguous = choices.some((other) => !Object.is(other, choice) && String(other) === String(choice))
  return ambiguous && typeof choice === 'string' ? JSON.stringify(choice) : String(choice)
}
