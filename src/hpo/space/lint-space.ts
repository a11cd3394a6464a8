import { cardinality } from './distribution.ts'
import type { NumericDistribution, ParamValue } from './distribution.ts'
import { leavesOf } from './flat-space.ts'
import { behaviourOf, type Leaf } from './node.ts'
import type { Space } from './space.ts'

/** Something about a space that makes searching it slower than it need be. */
export interface SpaceWarning {
  readonly code:
    | 'linear-decades'
    | 'linear-rate'
    | 'high-rate'
    | 'wide-range'
    | 'not-powers'
    | 'unordered-numbers'
    | 'many-choices'
    | 'free-loss-weights'
  /** The flat name. */
  readonly parameter: string
  readonly why: string
  /** What to write in its place. */
  readonly instead: string
}

/** A linear scale gives nine tenths of its draws to the upper decade: beyond two decades the lower ones are not seen. */
const mostLinearRatio = 100
/** Beyond this even a log scale spends most of its trials where nothing works. */
const mostLogDecades = 8
/** Each choice is learned by itself, so that many take hundreds of trials. */
const mostChoices = 20

const rateNames = /(^|[^a-z])(lr|learning_?rate|weight_?decay|l1|l2|epsilon|eps)([^a-z]|$)/i
const learningRateNames = /(^|[^a-z])(lr|learning_?rate)([^a-z]|$)/i
const sizeNames = /(^|[^a-z])(batch|width|hidden|units|channels|filters|neurons|features)([^a-z]|$)/i
const lossWeightNames =
  /(loss|boundary|initial|physics|residual|data|pde|bc|ic).*weight|weight.*(loss|boundary|initial|physics|residual|data|pde|bc|ic)/i

/**
 * What could be better about a space, each with the reason and what to write in its place. An empty list is no proof
 * that the ranges are right: only what can be seen without running anything is checked.
 *
 * @example for (const { parameter, why, instead } of lintSpace(s)) console.warn(`${parameter}: ${why} Write ${instead}.`)
 */
export function lintSpace(space: Space<unknown>): readonly SpaceWarning[] {
  behaviourOf(space, 'lintSpace')
  const leaves = leavesOf(space).filter(({ part, labels }) => part === undefined && labels === undefined)
  return [...leaves.flatMap(lintLeaf), ...lintLossWeights(leaves)]
}

function lintLeaf(leaf: Leaf): readonly SpaceWarning[] {
  const { name, distribution } = leaf
  const found = distribution.kind === 'categorical' ? lintChoices(distribution.choices) : lintNumber(leaf, distribution)
  return found.map((warning) => ({ ...warning, parameter: name }))
}

type Unnamed = Omit<SpaceWarning, 'parameter'>

function lintNumber({ name: flat, prior }: Leaf, distribution: NumericDistribution): readonly Unnamed[] {
  const { kind, low, high, log } = distribution
  const name = spaced(flat)
  const found: Unnamed[] = []
  if (isSize(name, distribution)) {
    found.push({
      code: 'not-powers',
      why: `${high - low + 1} sizes from ${low} to ${high} are nearly all alike, and odd ones are slow on hardware.`,
      instead: `powers(${powerNear(Math.max(low, 8), Math.ceil)}, ${powerNear(Math.min(high, 4096), Math.floor)})`,
    })
  } else if (!log && prior === undefined && low > 0 && high / low > mostLinearRatio) {
    found.push({
      code: 'linear-decades',
      why: `On a linear scale ${share(distribution)} of the draws lie above ${high / 10}, though the range goes down to ${low}.`,
      instead: `${kind}(${low}, ${high}).log()`,
    })
  } else if (!log && prior === undefined && low === 0 && rateNames.test(name)) {
    found.push({
      code: 'linear-rate',
      why: 'What matters of a rate is its order of magnitude, and a linear scale from 0 sees only the largest.',
      instead: `float(1e-5, ${Math.min(high, 0.1)}).log()`,
    })
  }
  if (high >= 1 && learningRateNames.test(name)) {
    found.push({
      code: 'high-rate',
      why: `A learning rate of ${high} diverges with nearly every optimiser, so that trials near it are lost.`,
      instead: 'float(1e-5, 1e-1).log()',
    })
  }
  const decades = Math.log10(high / low)
  if (log && decades > mostLogDecades) {
    found.push({
      code: 'wide-range',
      why: `The range spans ${Math.round(decades)} decades, most of which cannot work.`,
      instead: 'bounds a few decades around a value that works, and widen them if the best trials lie at one',
    })
  }
  return found
}

function isSize(name: string, { kind, low, high, log, step }: NumericDistribution): boolean {
  return kind === 'int' && !log && step === 1 && low >= 0 && sizeNames.test(name) && high >= 64 && high - low >= 32
}

function lintChoices(choices: readonly ParamValue[]): readonly Unnamed[] {
  if (choices.length > mostChoices) {
    return [
      {
        code: 'many-choices',
        why: `Each of the ${choices.length} choices is learned by itself, which takes hundreds of trials.`,
        instead: 'oneOf or branch over groups of them, ordinal if they are in order, or fewer',
      },
    ]
  }
  const numbers = choices.filter((choice) => typeof choice === 'number')
  const isLadder =
    numbers.length === choices.length && choices.length >= 4 && isMonotone(numbers) && !isDoubling(numbers)
  if (!isLadder) return []
  return [
    {
      code: 'unordered-numbers',
      why: 'A choice does not know that its numbers are in order, so that nothing is learned from neighbours.',
      instead: `ordinal(${numbers.join(', ')}), or a float or int of that range`,
    },
  ]
}

function lintLossWeights(leaves: readonly Leaf[]): readonly SpaceWarning[] {
  const weights = leaves.filter(
    ({ name, distribution }) => distribution.kind === 'float' && distribution.log && lossWeightNames.test(name),
  )
  if (weights.length < 2) return []
  const names = weights.map(({ name }) => name)
  return [
    {
      code: 'free-loss-weights',
      parameter: names[0],
      why: `Of the ${names.length} loss weights (${names.join(', ')}) mostly the ratios matter: one direction is searched in vain.`,
      instead: `lossWeights([${names.map((name) => JSON.stringify(name)).join(', ')}])`,
    },
  ]
}

/** `batchSize` as `batch_Size`, so that names of any style are split into words. */
function spaced(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
}

function share(distribution: NumericDistribution): string {
  const { low, high } = distribution
  const above = cardinality(distribution) === 1 ? 1 : (high - high / 10) / (high - low)
  return `${Math.round(100 * above)} %`
}

function powerNear(value: number, round: (exponent: number) => number): number {
  return 2 ** round(Math.log2(value))
}

function isMonotone(numbers: readonly number[]): boolean {
  const steps = numbers.slice(1).map((number, index) => Math.sign(number - numbers[index]))
  return steps.every((step) => step === steps[0])
}

function isDoubling(numbers: readonly number[]): boolean {
  return numbers.slice(1).every((number, index) => number === 2 * numbers[index])
}
