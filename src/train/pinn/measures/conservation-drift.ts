import { gaussLegendre } from '../../../math/quadrature/gauss-legendre.ts'
import type { Interval } from '../pinn-problem.ts'
import type { Predict } from '../predictor.ts'

/** Points of the Gauss-Legendre rule, which is exact for polynomials to degree 127. */
const order = 64
/** Moments at which the integral is taken, both ends included. */
const moments = 33

/**
 * How far the integral of u over the first coordinate strays from its initial value: max over t of |∫u(x, t) dx − ∫u(x, 0)
 * dx| / scale, where `scale` is what the integral is compared with (default 1). For solutions on a box in x and t whose
 * equation conserves the integral.
 */
export function conservationDrift(predict: Predict, domain: readonly Interval[], { scale = 1 } = {}): number {
  const integralAt = integralOver(predict, domain)
  const { low, high } = domain[1]
  const integrals = Array.from({ length: moments }, (_, i) => integralAt(low + (i / (moments - 1)) * (high - low)))
  return Math.max(...integrals.map((integral) => Math.abs(integral - integrals[0]))) / scale
}

/**
 * The same solution with an integral over the first coordinate that does not stray: u + (c − ∫u(x, t) dx) / (length of x),
 * where c is the `integral` that is known, by default that of u at the first moment. Among all functions with this integral
 * it is the one nearest to u in the L2 norm. For problems in x and t with one component.
 */
export function conserving(
  predict: Predict,
  domain: readonly Interval[],
  { integral }: { readonly integral?: number } = {},
): Predict {
  const integralAt = integralOver(predict, domain)
  const [space, time] = domain
  const wanted = integral ?? integralAt(time.low)
  return (points, output = 0) => {
    const shifts = new Map<number, number>()
    const shiftAt = (t: number): number => {
      const shift = shifts.get(t) ?? (wanted - integralAt(t)) / (space.high - space.low)
      shifts.set(t, shift)
      return shift
    }
    return predict(points, output).map((u, p) => u + shiftAt(points[2 * p + 1]))
  }
}

function integralOver(predict: Predict, [space]: readonly Interval[]): (t: number) => number {
  const { nodes, weights } = gaussLegendre(order)
  const half = (space.high - space.low) / 2
  return (t) => {
    const points = Array.from(nodes, (node) => [space.low + half * (1 + node), t]).flat()
    return predict(points).reduce((sum, u, i) => sum + half * weights[i] * u, 0)
  }
}
