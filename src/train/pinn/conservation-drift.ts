import type { Interval } from './pinn-problem.ts'
import type { Predict } from './predictor.ts'

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
  const [space, time] = domain
  const { nodes, weights } = gaussLegendre(order)
  const half = (space.high - space.low) / 2
  const integralAt = (t: number): number => {
    const points = Array.from(nodes, (node) => [space.low + half * (1 + node), t]).flat()
    return predict(points).reduce((sum, u, i) => sum + half * weights[i] * u, 0)
  }
  const integrals = Array.from({ length: moments }, (_, i) =>
    integralAt(time.low + (i / (moments - 1)) * (time.high - time.low)),
  )
  return Math.max(...integrals.map((integral) => Math.abs(integral - integrals[0]))) / scale
}

/** Nodes and weights on [−1, 1]: roots of the Legendre polynomial by Newton's method (Press et al. 2007, section 4.6). */
function gaussLegendre(count: number): { readonly nodes: Float64Array; readonly weights: Float64Array } {
  const nodes = new Float64Array(count)
  const weights = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5))
    let slope = 0
    for (let round = 0; round < 8; round++) {
      let [previous, value] = [1, x]
      for (let k = 2; k <= count; k++) [previous, value] = [value, ((2 * k - 1) * x * value - (k - 1) * previous) / k]
      slope = (count * (x * value - previous)) / (x * x - 1)
      x -= value / slope
    }
    nodes[i] = x
    weights[i] = 2 / ((1 - x * x) * slope * slope)
  }
  return { nodes, weights }
}
