import { checkOptionNames } from '../../base/check-argument.ts'
import { categoricalDistribution, floatDistribution, intDistribution } from './distribution.ts'
import type { Distribution, ParamValue } from './distribution.ts'

/**
 * Gives one parameter a value at a time. A trial is one (define-by-run), and `draw` asks one for every parameter of a
 * declared space, so that both styles take the same path to sampler and storage.
 */
export interface Suggester {
  /** A number in [low, high]; `log` and `step` exclude each other. */
  float(name: string, low: number, high: number, options?: FloatOptions): number
  /** A whole number in [low, high]. */
  int(name: string, low: number, high: number, options?: IntOptions): number
  /** One of `choices`, typed as their union: `categorical('act', ['tanh', 'sin'])` is `'tanh' | 'sin'`. */
  categorical<const C extends readonly ParamValue[]>(name: string, choices: C): C[number]
}

export interface FloatOptions {
  /** Search on a logarithmic scale; low must be above 0. */
  readonly log?: boolean | undefined
  /** Distance between the values tried. */
  readonly step?: number | null | undefined
}

export interface IntOptions {
  /** Search on a logarithmic scale; low must be 1 or more. */
  readonly log?: boolean | undefined
  /** Distance between the values tried; 1 unless given. */
  readonly step?: number | undefined
}

/** Where a suggester made by `suggesterFrom` keeps its `pick`, for callers that hold a validated distribution. */
const direct: unique symbol = Symbol('pick')

/** Picks a value of `distribution` for the parameter `name`. */
export type Pick = (name: string, distribution: Distribution) => ParamValue

/** The suggester that validates each request, then asks `pick`. */
export function suggesterFrom(pick: Pick): Suggester {
  return new PickSuggester(pick)
}

/** A class, not an object of functions, because every trial makes one. */
class PickSuggester implements Suggester {
  readonly [direct]: Pick

  constructor(pick: Pick) {
    this[direct] = pick
  }

  float(name: string, ...[low, high, options]: [low: number, high: number, options?: FloatOptions]): number {
    if (options !== undefined) checkOptionNames('float', options, ['log', 'step'])
    return this[direct](name, floatDistribution(name, { ...options, low, high })) as number
  }

  int(name: string, ...[low, high, options]: [low: number, high: number, options?: IntOptions]): number {
    if (options !== undefined) checkOptionNames('int', options, ['log', 'step'])
    return this[direct](name, intDistribution(name, { ...options, low, high })) as number
  }

  categorical<const C extends readonly ParamValue[]>(name: string, choices: C): C[number] {
    return this[direct](name, categoricalDistribution(name, choices))
  }
}

/** Asks for a parameter by its distribution. */
export function suggest(suggester: Suggester, name: string, distribution: Distribution): ParamValue {
  const pick = (suggester as Partial<Record<typeof direct, Pick>>)[direct]
  if (pick !== undefined) return pick(name, distribution)
  switch (distribution.kind) {
    case 'float': {
      const { low, high, log, step } = distribution
      return suggester.float(name, low, high, { log, step })
    }
    case 'int': {
      const { low, high, log, step } = distribution
      return suggester.int(name, low, high, { log, step })
    }
    case 'categorical':
      return suggester.categorical(name, distribution.choices)
  }
}
