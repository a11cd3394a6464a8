import { checkOptionNames } from '../../base/check-argument.ts'
import { activationOf, activations, type ActivationName, type CustomActivation } from './activation.ts'
import type { PartialOrders } from './jet-set.ts'
import { badNetOption, roughActivation, unknownNetChoice } from './messages.ts'

/** A network: its shape, and what of the solution is built into it. */
export interface NetOptions {
  /** Units in each hidden layer, at least 1. */
  readonly width: number
  /** Hidden layers, at least 1. */
  readonly depth: number
  readonly activation: ActivationName | CustomActivation
  /** Functions that the network computes at once, at least 1. Default 1. */
  readonly outputs?: number
  /**
   * `mlp` (default): fully connected. `residual`: every hidden layer after the first adds to the one below,
   * h ← h + σ(W h + b). `modifiedMlp`: every hidden layer mixes two encodings of the inputs, h ← (1 − z) U + z V with
   * z = σ(W h + b) (Wang, Teng and Perdikaris 2021, "Understanding and mitigating gradient flow pathologies").
   */
  readonly architecture?: Architecture
  /** Sines and cosines of the inputs in place of the inputs. Default: none. */
  readonly fourier?: FourierOptions
  /** Boundary or initial conditions that hold exactly. Default: none. */
  readonly transform?: OutputTransform
  /** For each input, whether u(−x) = −u(x) (`odd`) or u(−x) = u(x) (`even`) holds exactly; null: neither. Default: none. */
  readonly symmetry?: readonly (Parity | null)[]
}

export type Architecture = (typeof architectures)[number]
export type Parity = 'odd' | 'even'

export const architectures = ['mlp', 'modifiedMlp', 'residual'] as const

/**
 * The features cos(2π B x) and sin(2π B x) with the entries of B drawn from a normal distribution and then fixed (Tancik
 * et al. 2020, "Fourier features let networks learn high frequency functions in low dimensional domains").
 */
export interface FourierOptions {
  /** Rows of B, at least 1: the network gets twice as many inputs. */
  readonly features: number
  /** Standard deviation of the entries of B, above 0: about the number of waves per unit of x. */
  readonly scale: number
  /** Settles B. Default 0. */
  readonly seed?: number | string
}

/**
 * u = offset + factor × N, both given with their partial derivatives: with a factor that vanishes on the boundary, u takes
 * the boundary values of the offset whatever the network N does (Lagaris et al. 1998).
 */
export interface OutputTransform {
  /** Default: 0. */
  readonly offset?: FieldPartials
  /** Default: 1. */
  readonly factor?: FieldPartials
}

/**
 * ∂^orders of a known function at `point`, for output number `output`. Asked for every derivative that the equation needs
 * and for all lower ones, once for each point of a batch.
 */
export type FieldPartials = (point: ArrayLike<number>, orders: PartialOrders, output: number) => number

const netNames = ['width', 'depth', 'activation', 'outputs', 'architecture', 'fourier', 'transform', 'symmetry']

/** @throws InputError `train/bad-option`, `base/unknown-option` */
export function checkNet(net: NetOptions, inputs: number): void {
  checkOptionNames('Training option "net"', net, netNames)
  requireCount('width', net.width)
  requireCount('depth', net.depth)
  requireCount('outputs', net.outputs ?? 1)
  const { activation, architecture = 'mlp', fourier, symmetry } = net
  if (typeof activation === 'string' ? !Object.hasOwn(activations, activation) : !isCustom(activation)) {
    throw unknownNetChoice('activation', activation, {
      choices: Object.keys(activations),
      or: '{ name, derivatives }',
    })
  }
  if (!architectures.includes(architecture)) {
    throw unknownNetChoice('architecture', architecture, { choices: architectures })
  }
  if (fourier !== undefined) {
    checkOptionNames('Training option "net.fourier"', fourier, ['features', 'scale', 'seed'])
    requireCount('fourier.features', fourier.features)
    if (!(Number.isFinite(fourier.scale) && fourier.scale > 0)) {
      throw badNetOption('fourier.scale', fourier.scale, 'a finite number above 0')
    }
  }
  const isParity = (value: unknown): boolean => value === 'odd' || value === 'even' || value === null
  if (symmetry !== undefined && !(symmetry.length === inputs && symmetry.every(isParity))) {
    throw badNetOption('symmetry', symmetry, `"odd", "even" or null for each of the ${inputs} inputs`)
  }
}

/** @throws InputError `train/rough-activation` unless the activation is smooth enough for derivatives of order `top`. */
export function requireSmooth({ activation }: NetOptions, top: number): void {
  const { derivatives } = activationOf(activation)
  if (derivatives < top + 1) {
    throw roughActivation(typeof activation === 'string' ? activation : activation.name, derivatives, top + 1)
  }
}

function isCustom(value: unknown): value is CustomActivation {
  const given = value as Partial<CustomActivation> | null
  return (
    typeof given === 'object' &&
    typeof given?.name === 'string' &&
    Array.isArray(given.derivatives) &&
    given.derivatives.length > 0 &&
    given.derivatives.every((derivative) => typeof derivative === 'function')
  )
}

function requireCount(name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 1)) throw badNetOption(name, value, 'a whole number, 1 or above')
}
