import { gradient } from '../../tensor/graph/gradient.ts'
import type { Graph, Node } from '../../tensor/graph/graph.ts'
import { badNetOption } from '../jets/messages.ts'
import type { NetOptions } from '../jets/net-options.ts'

/** The activations that graphs know. */
export type TracedActivation = 'tanh' | 'sin' | 'silu' | 'gelu'

/**
 * σ(z), σ′(z), … up to an order, as nodes. Each is declared as the slope of the one before, and the next beyond the order as
 * that of the last, which reverse mode will ask for.
 */
export function tracedSlopes(
  g: Graph,
  activation: TracedActivation,
  at: { readonly z: Node; readonly order: number },
): readonly Node[] {
  const { z, order } = at
  const slopes = [activationValues[activation](g, z)]
  for (let last = 0; last <= order; last++) {
    const next = closedForms[activation]?.(g, z, slopes) ?? gradient(g, slopes[last], [z])[0]
    g.declareSlope(slopes[last], z, () => next)
    slopes.push(next)
  }
  return slopes.slice(0, order + 1)
}

const activationValues: Readonly<Record<TracedActivation, (g: Graph, z: Node) => Node>> = {
  tanh: (g, z) => g.unary('tanh', z),
  sin: (g, z) => g.unary('sin', z),
  silu: (g, z) => g.mul(z, g.unary('sigmoid', z)),
  gelu: (g, z) => g.mul(g.mul(z, 0.5), g.add(g.scalar(1), g.unary('erf', g.mul(z, Math.SQRT1_2)))),
}

/** @throws InputError `train/bad-option` for an activation of the user's own */
export function tracedActivation({ activation }: NetOptions): TracedActivation {
  if (typeof activation === 'string' && activation in activationValues) return activation
  throw badNetOption('activation', activation, `${Object.keys(activationValues).join(', ')}, in a graph`)
}

/** The next slope after those known, where it can be had for fewer operations than by reverse mode; null for others. */
const closedForms: Partial<Record<TracedActivation, (g: Graph, z: Node, known: readonly Node[]) => Node | null>> = {
  tanh(g, _, [s, s1, ...further]) {
    if (s1 === undefined) return g.sub(g.scalar(1), g.square(s))
    if (further.length === 0) return g.mul(g.mul(s, -2), s1)
    return further.length === 1 ? g.mul(s1, g.sub(g.scalar(4), g.mul(s1, 6))) : null
  },
  sin: (g, z, known) => (known.length === 1 ? g.unary('cos', z) : g.unary('neg', known[known.length - 2])),
}
