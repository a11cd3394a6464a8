/**
 * Sets of partial derivatives that can be carried through a network together, and the formulas of doing so.
 *
 * | symbol  | meaning                                                          |
 * | ------- | ---------------------------------------------------------------- |
 * | α, β    | multi-indices: how often to differentiate in each input          |
 * | z_α     | ∂^α z, one stream of numbers                                     |
 * | σ⁽ᵏ⁾    | k-th derivative of an activation                                 |
 * | C(α,β)  | Π_d binomial(α_d, β_d)                                           |
 *
 * composition (Faà di Bruno): (σ∘z)_α = Σ over set partitions of the derivatives in α of σ⁽ᵏ⁾(z) z_β₁ … z_βₖ
 * product (Leibniz): (f g)_α = Σ_{β ≤ α} C(α,β) f_β g_{α−β}
 * reverse of a composition: ∂(σ∘z)_α / ∂z_β = C(α,β) (σ′∘z)_{α−β}, so one rule serves every order
 */
import { badPartials } from './messages.ts'

/** orders[d] is the order of differentiation in input d; all zeros is the value itself. */
export type PartialOrders = readonly number[]

/** coefficient × σ⁽ᵏ⁾ × Π z_factor, where k is the number of factors. Factors are stream numbers. */
export interface CompositionTerm {
  readonly coefficient: number
  readonly factors: readonly number[]
}

/** coefficient × f_left × g_right. */
export interface ProductTerm {
  readonly coefficient: number
  readonly left: number
  readonly right: number
}

/** The streams of one input where no derivative is mixed or of an order above 2. */
export interface AxisStreams {
  readonly first: number
  readonly second: number | null
}

export interface JetSet {
  readonly inputs: number
  /** All streams: the asked-for multi-indices and every smaller one, by total order. Number 0 is the value. */
  readonly orders: readonly PartialOrders[]
  /** The highest total order. */
  readonly top: number
  /** For every stream, the terms of (σ∘z)_α; stream 0 has none, it is σ(z). */
  readonly compositions: readonly (readonly CompositionTerm[])[]
  /** For every stream, the terms of (f g)_α. */
  readonly products: readonly (readonly ProductTerm[])[]
  /** Set if only u, u_d and u_dd occur: the case for which the engines have loops written by hand. */
  readonly axes: readonly AxisStreams[] | null
  /** The stream number of a multi-index that is in the set. */
  streamOf(orders: PartialOrders): number
}

/** The highest total order that the engines carry: activations have one derivative more, for the reverse pass. */
export const highestOrder = 4

/** u, then u_d for every input, then u_dd for every input: what most equations of second order need. */
export function secondOrderPartials(inputs: number): PartialOrders[] {
  const along = (axis: number, order: number): number[] =>
    Array.from({ length: inputs }, (_, d) => (d === axis ? order : 0))
  const axes = Array.from({ length: inputs }, (_, d) => d)
  return [along(0, 0), ...axes.map((d) => along(d, 1)), ...axes.map((d) => along(d, 2))]
}

/**
 * The smallest set that holds `partials` and can be propagated.
 *
 * @throws InputError `train/bad-partials`: none, one twice, of another length than `inputs`, not whole numbers ≥ 0, or of
 *   a total order above 4
 */
export function jetSet(partials: readonly PartialOrders[], inputs: number): JetSet {
  checkPartials(partials, inputs)
  const orders = closure(partials)
  const numbers = new Map(orders.map((order, stream) => [order.join(), stream]))
  const streamOf = (order: PartialOrders): number => numbers.get(order.join())!
  return {
    inputs,
    orders,
    top: Math.max(...orders.map(totalOrder)),
    compositions: orders.map((order) => compositionTerms(order, streamOf)),
    products: orders.map((order) => productTerms(order, streamOf)),
    axes: axisStreams(orders),
    streamOf,
  }
}

export function totalOrder(orders: PartialOrders): number {
  return orders.reduce((sum, order) => sum + order, 0)
}

function checkPartials(partials: readonly PartialOrders[], inputs: number): void {
  if (partials.length === 0) throw badPartials(partials, inputs)
  const seen = new Set<string>()
  for (const orders of partials) {
    const isFit = orders.length === inputs && orders.every((order) => Number.isSafeInteger(order) && order >= 0)
    if (!isFit || totalOrder(orders) > highestOrder || seen.has(orders.join())) throw badPartials(orders, inputs)
    seen.add(orders.join())
  }
}

/** Every multi-index below one of `partials`, by total order, then with the first inputs first. */
function closure(partials: readonly PartialOrders[]): PartialOrders[] {
  const all = new Map<string, PartialOrders>()
  for (const orders of partials) for (const below of allBelow(orders)) all.set(below.join(), below)
  const rank = (a: PartialOrders, b: PartialOrders): number => {
    const first = a.findIndex((order, d) => order !== b[d])
    return totalOrder(a) - totalOrder(b) || b[first] - a[first]
  }
  return [...all.values()].sort(rank)
}

function allBelow(orders: PartialOrders): PartialOrders[] {
  let list: PartialOrders[] = [[]]
  for (const order of orders) {
    list = list.flatMap((start) => Array.from({ length: order + 1 }, (_, k) => [...start, k]))
  }
  return list
}

function compositionTerms(orders: PartialOrders, streamOf: (orders: PartialOrders) => number): CompositionTerm[] {
  const directions = orders.flatMap((order, d) => Array.from({ length: order }, () => d))
  if (directions.length === 0) return []
  const terms = new Map<string, { coefficient: number; factors: readonly number[] }>()
  for (const blocks of setPartitions(directions)) {
    const factors = blocks
      .map((block) => streamOf(orders.map((_, d) => block.filter((direction) => direction === d).length)))
      .sort((a, b) => a - b)
    const key = factors.join()
    const term = terms.get(key) ?? { coefficient: 0, factors }
    term.coefficient++
    terms.set(key, term)
  }
  return [...terms.values()]
}

/** The ways to split `items` (which count as different even if equal) into groups. */
function setPartitions(items: readonly number[]): number[][][] {
  if (items.length === 0) return [[]]
  const [first, ...rest] = items
  return setPartitions(rest).flatMap((blocks) => [
    [[first], ...blocks],
    ...blocks.map((_, at) => blocks.map((block, b) => (b === at ? [first, ...block] : block))),
  ])
}

function productTerms(orders: PartialOrders, streamOf: (orders: PartialOrders) => number): ProductTerm[] {
  return allBelow(orders).map((below) => ({
    coefficient: orders.reduce((product, order, d) => product * binomial(order, below[d]), 1),
    left: streamOf(below),
    right: streamOf(orders.map((order, d) => order - below[d])),
  }))
}

function binomial(n: number, k: number): number {
  let value = 1
  for (let i = 0; i < k; i++) value = (value * (n - i)) / (i + 1)
  return value
}

function axisStreams(orders: readonly PartialOrders[]): AxisStreams[] | null {
  const axes: { first: number; second: number | null }[] = []
  for (const [stream, order] of orders.entries()) {
    const total = totalOrder(order)
    if (total > 2 || (total === 2 && !order.includes(2))) return null
    if (total === 1) axes.push({ first: stream, second: null })
    if (total === 2) {
      const first = orders.findIndex((other) => totalOrder(other) === 1 && other[order.indexOf(2)] === 1)
      axes.find((axis) => axis.first === first)!.second = stream
    }
  }
  return axes
}
