import type { JsonObject } from '../protocol/message.ts'
import { Control } from './control.ts'
import { badOption, badValue } from './messages.ts'
import { widgetState, type WidgetName, type WidgetOptions } from './widget-options.ts'

interface Limits {
  readonly min: number
  readonly max: number
}

/** The lower and the upper end of an interval. */
export type Interval = readonly [number, number]

type NumberOptions<Name extends WidgetName, Value> = WidgetOptions<Name> & {
  /** The first value. Default: `min`; of a range its second and third quarter. */
  readonly value?: Value
}

/** What one kind of number control is. */
interface NumberKind<Name extends WidgetName> {
  readonly name: Name
  /** Its name in `input`, for errors. */
  readonly label: string
  readonly whole: boolean
  /** Used where the options leave the limits open; null for a control without limits. */
  readonly limits: Limits | null
  /** Whether a step is a hundredth of the range unless the options tell another. */
  readonly fine?: boolean
}

/** Makes the controls of one number, between limits where they have some. */
export function numberControl<Name extends WidgetName>(kind: NumberKind<Name>) {
  return (options: NumberOptions<Name, number> = {}): Control<number, Name> => {
    const { value, ...attributes } = options
    const limits = limitsOf(kind, attributes)
    const first = value ?? limits?.min ?? 0
    checkNumber(kind, first, limits)
    const state = widgetState(kind.name, { ...fineStep(kind, limits), ...attributes, ...limits }, { value: first })
    return new Control(kind.name, state, {
      key: 'value',
      read: Number,
      write(next, held) {
        checkNumber(kind, next, limits === null ? null : heldLimits(held))
        return next
      },
    })
  }
}

/** Makes the sliders with two handles. */
export function rangeControl<Name extends WidgetName>(kind: NumberKind<Name> & { readonly limits: Limits }) {
  return (options: NumberOptions<Name, Interval> = {}): Control<Interval, Name> => {
    const { value, ...attributes } = options
    const limits = limitsOf(kind, attributes) as Limits
    const first = value ?? middleHalf(limits, kind.whole)
    checkInterval(kind, first, limits)
    const state = widgetState(kind.name, { ...fineStep(kind, limits), ...attributes, ...limits }, { value: [...first] })
    return new Control<Interval, Name>(kind.name, state, {
      key: 'value',
      read: (held) => [...(held as Interval)] as const,
      write(next, held) {
        checkInterval(kind, next, heldLimits(held))
        return [...next]
      },
    })
  }
}

/** The options of a logarithmic slider; unlike in ipywidgets, `min` and `max` are values, not exponents. */
export type LogSliderOptions = NumberOptions<'FloatLogSlider', number>

/** A slider whose value moves in equal ratios. */
export function logSlider(options: LogSliderOptions = {}): Control<number, 'FloatLogSlider'> {
  const { value, base = 10, ...attributes } = options
  if (!(base > 1)) throw badOption(logKind.label, 'a bad base', { allowed: 'a number above 1', value: base })
  // Kept here as they were given: powers of the exponents would miss them by a rounding error.
  let limits = logLimits(attributes, logKind.limits)
  const first = value ?? limits.min
  checkNumber(logKind, first, limits)
  const state = widgetState(logKind.name, toExponents({ ...attributes, base, ...limits }, base), { value: first })
  return new Control(logKind.name, state, {
    key: 'value',
    read: Number,
    write(next) {
      checkNumber(logKind, next, limits)
      return next
    },
    attributes(changed) {
      limits = logLimits(changed, limits)
      return toExponents(changed, base)
    },
  })
}

const logKind = { name: 'FloatLogSlider', label: 'logSlider', whole: false, limits: { min: 1e-4, max: 1 } } as const

function logLimits(options: object, current: Limits): Limits {
  const limits = limitsOf({ ...logKind, limits: current }, options) as Limits
  if (limits.min > 0) return limits
  throw badOption(logKind.label, 'a bad min', { allowed: 'a number above 0', value: limits.min })
}

function toExponents(attributes: object, base: number): object {
  const { min, max, ...others } = attributes as Partial<Limits>
  const exponent = (value: number): number => (base === 10 ? Math.log10(value) : Math.log(value) / Math.log(base))
  return {
    ...others,
    ...(min !== undefined && { min: exponent(min) }),
    ...(max !== undefined && { max: exponent(max) }),
  }
}

/** The steps of ipywidgets, 0.1, are too coarse for a range like 0 to 1. */
function fineStep({ fine = false }: NumberKind<WidgetName>, limits: Limits | null): object {
  if (!fine || limits === null) return {}
  const range = limits.max - limits.min
  const step = range / 100
  // Two places, as ipywidgets shows, are too few for small numbers, and zeros only behind large ones.
  if (range < 1) return { step, readoutFormat: '.3g' }
  return step < 1 ? { step } : { step, readoutFormat: '.2~f' }
}

function limitsOf({ label, limits }: NumberKind<WidgetName>, options: object): Limits | null {
  if (limits === null) return null
  const { min = limits.min, max = limits.max } = options as Partial<Limits>
  if (Number.isFinite(min) && Number.isFinite(max) && min <= max) return { min, max }
  throw badOption(label, 'bad limits', { allowed: 'finite numbers with min <= max', value: { min, max } })
}

function heldLimits(state: JsonObject): Limits {
  return { min: Number(state.min), max: Number(state.max) }
}

function checkNumber({ label, whole }: NumberKind<WidgetName>, value: unknown, limits: Limits | null): void {
  const { min, max } = limits ?? { min: -Infinity, max: Infinity }
  const fits = typeof value === 'number' && value >= min && value <= max && Number.isFinite(value)
  if (fits && (!whole || Number.isInteger(value))) return
  const kind = whole ? 'a whole number' : 'a number'
  throw badValue(label, value, limits === null ? kind : `${kind} from ${min} to ${max}`)
}

function checkInterval(kind: NumberKind<WidgetName>, value: unknown, limits: Limits): void {
  const ends: readonly unknown[] = Array.isArray(value) ? value : []
  if (ends.length !== 2 || (ends[0] as number) > (ends[1] as number)) {
    throw badValue(kind.label, value, `two numbers from ${limits.min} to ${limits.max}, the smaller first`)
  }
  for (const end of ends) checkNumber(kind, end, limits)
}

function middleHalf({ min, max }: Limits, whole: boolean): Interval {
  const ends: Interval = [min + (max - min) / 4, max - (max - min) / 4]
  return whole ? [Math.ceil(ends[0]), Math.max(Math.ceil(ends[0]), Math.floor(ends[1]))] : ends
}
