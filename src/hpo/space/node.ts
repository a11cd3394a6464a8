import type { z } from 'zod'
import { badArgument } from '../../base/check-argument.ts'
import type { Json } from '../../base/json.ts'
import { printedAs } from '../../base/printed.ts'
import type { Distribution, ParamValue } from './distribution.ts'
import type { Prior } from './prior.ts'
import type { Suggester } from './suggester.ts'

/**
 * What every kind of parameter declares about itself. Shared code asks these and never which kind it has, so a new kind
 * is one file in `kinds/` and one line in `kinds/registry.ts`.
 *
 * `name` is the flat name of the node in its space, as storages and plots show it: `lr`, `opt.adam.beta1`, `w.bc/pde`.
 */
export interface NodeBehaviour<out T> {
  /** The value, made from flat parameters asked one by one, always in the same order. */
  draw(name: string, suggester: Suggester): T
  /**
   * The inverse: the flat parameters of as much of `value` as is given. `undefined`, whole or in parts, is unknown.
   *
   * @throws InputError `space/invalid-value`, `space/unknown-parameter`
   */
  encode(name: string, value: unknown): readonly FlatEntry[]
  /** Every flat parameter that `draw` may ask for. */
  leaves(name: string): readonly Leaf[]
  /** Accepts exactly the values that `draw` can give. */
  schema(): z.ZodType
  /** What `fromJSON` of the kind reads back; it holds the field `kind`. */
  toJSON(): NodeJson
  /** The TypeScript that declares it, as a reader would write it; what only functions know is left open: `…`. */
  source(): string
  /** The value in as far as defaults were declared, or `undefined`. */
  initial(): unknown
  /**
   * What a value must meet beyond the ranges of its parameters, in words, where `value` does not meet it. A kind leaves
   * this out when each combination of its parameters is a value.
   */
  unmet?(name: string, value: T): readonly string[]
}

export type FlatEntry = readonly [name: string, value: ParamValue]

export type NodeJson = { readonly kind: string } & { readonly [key: string]: Json }

/** A flat parameter of a space. */
export interface Leaf {
  readonly name: string
  readonly distribution: Distribution
  /** Choices that must all have been made for the parameter to exist; empty for one that always does. */
  readonly when: readonly Condition[]
  /** As declared with `.unit()`, for axes and tables. */
  readonly unit?: string | undefined
  /** Where it is believed to lie, as declared with `.prior()`. */
  readonly prior?: Prior | undefined
  /** True for the parameter that says how much a trial may spend. */
  readonly fidelity?: true | undefined
  /** For a parameter that is stored as an index: the value that each index stands for. */
  readonly labels?: readonly ParamValue[] | undefined
  /** For one of several parameters that together make one value. */
  readonly part?: LeafPart | undefined
}

/** The place of a flat parameter within a value that takes several, for models that compare such values as a whole. */
export interface LeafPart {
  readonly kind: 'simplex' | 'lossWeights' | 'subset' | 'permutation'
  /** The flat name of the whole. */
  readonly of: string
  /** 0-based, in the order of drawing: the i-th Lehmer digit, stick, ratio, or item. */
  readonly index: number
  /** Of the items of the whole. */
  readonly size: number
  /** For a subset: how few and how many items it may hold. */
  readonly bounds?: readonly [min: number, max: number] | undefined
}

export interface Condition {
  readonly name: string
  readonly value: ParamValue
}

/** Where a node keeps its behaviour, out of the way of its fluent methods. Shared by all copies of the package. */
export const behaviour: unique symbol = Symbol.for('ansatz.space.node')

/** A parameter or group of parameters whose value has type `T`. */
export interface SpaceNode<out T = unknown> {
  readonly [behaviour]: NodeBehaviour<T>
}

/** The node of a behaviour, with its fluent methods. Consoles and notebooks print the TypeScript that declares it. */
export function spaceNode<T, Methods extends object>(
  node: NodeBehaviour<T>,
  methods: Methods,
): Readonly<SpaceNode<T> & Methods> {
  return Object.freeze(printedAs({ [behaviour]: node, ...methods }, () => node.source()))
}

/** Nodes by name. */
export type Shape = { readonly [name: string]: SpaceNode }

/** The type of the values of a space or node: `type P = Infer<typeof s>`. */
export type Infer<N> = N extends SpaceNode<infer T> ? T : never

/** The type of the values of a shape. */
export type InferShape<S extends Shape> = Simplify<{ -readonly [K in keyof S]: Infer<S[K]> }>

/** Shows an intersection as one object type. */
export type Simplify<T> = { [K in keyof T]: T[K] } & {}

/** What a space declares. @throws InputError `base/bad-argument` for what is no space */
export function behaviourOf<T>(space: SpaceNode<T>, call: string): NodeBehaviour<T> {
  if (isSpaceNode(space)) return space[behaviour]
  const allowed = 'a space made by space({ … }), or a parameter such as float(0, 1)'
  throw badArgument({ call, what: 'the space', value: space, allowed })
}

export function isSpaceNode(value: unknown): value is SpaceNode {
  return typeof value === 'object' && value !== null && behaviour in value
}

/** The flat name of a child. The root of a space has the name ''. */
export function childName(parent: string, key: string): string {
  return parent === '' ? key : `${parent}.${key}`
}
