import { z } from 'zod'
import { incompleteBeta, logBeta } from '../../math/special/incomplete-beta.ts'
import { betaQuantile } from '../../math/stats/beta-quantile.ts'
import { logGaussMass } from '../../math/stats/log-gauss-mass.ts'
import { truncatedNormalQuantile } from '../../math/stats/truncated-normal.ts'
import { badArgument } from '../../base/check-argument.ts'
import type { Rng } from '../../base/rng.ts'
import { contains, fromScale, numericBounds, onGrid, toScale } from './distribution.ts'
import type { CategoricalDistribution, Distribution, NumericDistribution, ParamValue } from './distribution.ts'
import { badPrior } from './messages.ts'

/**
 * Where a number is believed to lie before any trial. All but `beta` are laws of the value itself, whatever scale it is
 * searched on, cut off at the range.
 *
 * | kind       | law                                                                                          |
 * | ---------- | -------------------------------------------------------------------------------------------- |
 * | uniform    | every value alike                                                                            |
 * | logUniform | every factor alike; needs low > 0                                                            |
 * | normal     | mean `mu`, standard deviation `sigma`, in the units of the parameter                         |
 * | logNormal  | median `median`; `decades` is the standard deviation of log₁₀ of the value                   |
 * | beta       | Beta(a, b) of the position in the range on the parameter's own scale, 0 at low and 1 at high |
 */
export type NumberPrior =
  | { readonly kind: 'uniform' }
  | { readonly kind: 'logUniform' }
  | { readonly kind: 'normal'; readonly mu: number; readonly sigma: number }
  | { readonly kind: 'logNormal'; readonly median: number; readonly decades: number }
  | { readonly kind: 'beta'; readonly a: number; readonly b: number }

/** How likely each choice is believed to be, in order; only ratios count. */
export interface ChoicePrior {
  readonly kind: 'weights'
  readonly weights: readonly number[]
}

export type Prior = NumberPrior | ChoicePrior

const positive = z.number('a finite number above 0').positive('a finite number above 0')
const shape = z.number('a number from 0.01 to 1000').min(0.01, 'a number from 0.01 to 1000').max(1000, 'at most 1000')
const kindsAllowed = 'one of the kinds uniform, logUniform, normal, logNormal and beta; weights for a choice'

/** The JSON of a prior, which is the prior. */
export const priorSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('uniform') }),
    z.strictObject({ kind: z.literal('logUniform') }),
    z.strictObject({ kind: z.literal('normal'), mu: z.number('a finite number'), sigma: positive }),
    z.strictObject({ kind: z.literal('logNormal'), median: positive, decades: positive }),
    z.strictObject({ kind: z.literal('beta'), a: shape, b: shape }),
    z.strictObject({ kind: z.literal('weights'), weights: z.array(positive, 'a list of numbers above 0').readonly() }),
  ],
  { error: kindsAllowed },
)

/**
 * A copy of the prior, if it fits the distribution.
 *
 * @throws InputError `space/bad-prior`
 */
export function checkedPrior(subject: string, distribution: Distribution, prior: unknown): Prior {
  const result = priorSchema.safeParse(prior)
  if (!result.success) {
    const { path, message } = result.error.issues[0]
    throw badPrior(subject, prior, path.length === 0 ? message : `${path.join('.')}: ${message}`)
  }
  const known: Prior = result.data
  if (distribution.kind === 'categorical') {
    const count = distribution.choices.length
    if (known.kind === 'weights' && known.weights.length === count) return known
    throw badPrior(subject, prior, `the kind weights, with ${count} numbers above 0`)
  }
  if (known.kind === 'weights')
    throw badPrior(subject, prior, 'the kinds uniform, logUniform, normal, logNormal and beta')
  if (known.kind === 'logUniform' && distribution.low <= 0) throw badPrior(subject, prior, 'low above 0 for logUniform')
  return known
}

/** An exact draw from the prior, cut off at the range; of a stepped range each value has the mass of its cell. */
export function samplePrior(distribution: Distribution, prior: Prior, rng: Rng): ParamValue {
  return quantileOf(distribution, prior, rng.uniform())
}

/**
 * The value below which the prior has the mass `q`: `samplePrior` for quasi-random numbers.
 *
 * @param q in [0, 1]
 * @throws InputError `base/bad-argument`, `space/bad-prior`
 */
export function priorQuantile(distribution: Distribution, prior: Prior, q: number): ParamValue {
  checkLaw('priorQuantile', distribution, prior)
  if (!(typeof q === 'number' && q >= 0 && q <= 1)) {
    throw badArgument({ call: 'priorQuantile', what: 'the share', value: q, allowed: 'a number from 0 to 1' })
  }
  return quantileOf(distribution, prior, q)
}

function quantileOf(distribution: Distribution, prior: Prior, q: number): ParamValue {
  if (distribution.kind === 'categorical') return weightedChoice(distribution, prior, q)
  const law = lawOf(distribution, prior)
  return onGrid(distribution, law.quantile(q, law.edges))
}

/**
 * The log of the prior density of a value, on the parameter's own scale: per unit of the value, or of its logarithm on a
 * log scale. For stepped numbers and choices it is the log of the probability.
 *
 * @returns −∞ for what the distribution does not hold
 * @throws InputError `base/bad-argument`, `space/bad-prior`
 */
export function logPriorDensity(distribution: Distribution, prior: Prior, value: ParamValue): number {
  checkLaw('logPriorDensity', distribution, prior)
  if (!contains(distribution, value)) return Number.NEGATIVE_INFINITY
  if (distribution.kind === 'categorical') {
    const weights = weightsOf(distribution, prior)
    const index = distribution.choices.findIndex((choice) => choice === value || Object.is(choice, value))
    return Math.log(weights[index] / sumOf(weights))
  }
  const law = lawOf(distribution, prior)
  const total = law.logMass(law.edges)
  const x = value as number
  if (distribution.step === null) return law.logDensity(x) - total + (distribution.log ? Math.log(x) : 0)
  const half = distribution.step / 2
  return law.logMass([Math.max(x - half, law.edges[0]), Math.min(x + half, law.edges[1])]) - total
}

const checkedLaws = new WeakMap<Distribution, WeakSet<Prior>>()

/** Refuses what is no distribution or no prior of it; what was found good once is not looked at again. */
function checkLaw(call: string, distribution: Distribution, prior: Prior): void {
  const known = typeof distribution === 'object' && distribution !== null ? checkedLaws.get(distribution) : undefined
  if (known?.has(prior) === true) return
  if (!isDistribution(distribution)) {
    const allowed = "a distribution, as { kind: 'float', low: 0, high: 1, log: false, step: null }"
    throw badArgument({ call, what: 'the distribution', value: distribution, allowed })
  }
  checkedPrior(call, distribution, prior)
  if (known !== undefined) known.add(prior)
  else checkedLaws.set(distribution, new WeakSet([prior]))
}

function isDistribution(value: unknown): value is Distribution {
  if (typeof value !== 'object' || value === null) return false
  const { kind, low, high, choices } = value as Readonly<Record<string, unknown>>
  if (kind === 'categorical') return Array.isArray(choices) && choices.length > 0
  const isRange = Number.isFinite(low) && Number.isFinite(high) && (low as number) <= (high as number)
  return (kind === 'float' || kind === 'int') && isRange
}

type Interval = readonly [low: number, high: number]

/** A law of numbers, up to normalisation. */
interface Law {
  /** The range, widened by half a step at both ends. */
  readonly edges: Interval
  /** Of the law on `interval`. */
  quantile(q: number, interval: Interval): number
  logMass(interval: Interval): number
  /** Per unit of the value. */
  logDensity(value: number): number
}

function lawOf(distribution: NumericDistribution, prior: Prior): Law {
  const half = (distribution.step ?? 0) / 2
  const edges: Interval = [distribution.low - half, distribution.high + half]
  switch (prior.kind) {
    case 'normal':
      return { edges, ...normalLaw(prior.mu, prior.sigma) }
    case 'logNormal':
      return { edges, ...ofLogarithm(normalLaw(Math.log(prior.median), prior.decades * Math.LN10)) }
    case 'logUniform':
      // The cell of the first value may reach below 0.
      return { edges: [edges[0] > 0 ? edges[0] : distribution.low, edges[1]], ...ofLogarithm(uniformLaw) }
    case 'beta':
      return { edges, ...betaLaw(distribution, prior) }
    case 'uniform':
    case 'weights':
      return { edges, ...uniformLaw }
  }
}

type Shape = Omit<Law, 'edges'>

const uniformLaw: Shape = {
  quantile: (q, [low, high]) => low * (1 - q) + high * q,
  logMass: ([low, high]) => Math.log(high - low),
  logDensity: () => 0,
}

const logSqrtTwoPi = 0.5 * Math.log(2 * Math.PI)

function normalLaw(mu: number, sigma: number): Shape {
  return {
    quantile: (q, [low, high]) => mu + sigma * truncatedNormalQuantile(q, (low - mu) / sigma, (high - mu) / sigma),
    logMass: ([low, high]) => logGaussMass((low - mu) / sigma, (high - mu) / sigma),
    logDensity: (value) => -0.5 * ((value - mu) / sigma) ** 2 - Math.log(sigma) - logSqrtTwoPi,
  }
}

/** The law of a number whose logarithm has the law `inner`. */
function ofLogarithm(inner: Shape): Shape {
  const logs = ([low, high]: Interval): Interval => [low > 0 ? Math.log(low) : Number.NEGATIVE_INFINITY, Math.log(high)]
  return {
    quantile: (q, interval) => Math.exp(inner.quantile(q, logs(interval))),
    logMass: (interval) => inner.logMass(logs(interval)),
    logDensity: (value) => inner.logDensity(Math.log(value)) - Math.log(value),
  }
}

function betaLaw(distribution: NumericDistribution, { a, b }: { readonly a: number; readonly b: number }): Shape {
  const { low, high } = numericBounds(distribution)
  const position = (value: number): number =>
    Math.min(1, Math.max(0, (toScale(distribution, value) - low) / (high - low)))
  return {
    quantile(q) {
      const at = betaQuantile(q, a, b)
      return fromScale(distribution, low * (1 - at) + high * at)
    },
    logMass: ([from, to]) => Math.log(incompleteBeta(position(to), a, b) - incompleteBeta(position(from), a, b)),
    logDensity(value) {
      const at = position(value)
      const density = powerLog(a, at) + powerLog(b, 1 - at) - logBeta(a, b) - Math.log(high - low)
      return distribution.log ? density - Math.log(value) : density
    },
  }
}

/** log x^(a − 1), with 0^0 = 1. */
function powerLog(a: number, x: number): number {
  return a === 1 ? 0 : (a - 1) * Math.log(x)
}

function weightedChoice(distribution: CategoricalDistribution, prior: Prior, q: number): ParamValue {
  const weights = weightsOf(distribution, prior)
  let rest = q * sumOf(weights)
  const index = weights.findIndex((weight) => (rest -= weight) < 0)
  return distribution.choices[index === -1 ? weights.length - 1 : index]
}

/** Equal ones for a prior of another study's choices. */
function weightsOf({ choices }: CategoricalDistribution, prior: Prior): readonly number[] {
  return prior.kind === 'weights' && prior.weights.length === choices.length ? prior.weights : choices.map(() => 1)
}

function sumOf(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => sum + weight, 0)
}
