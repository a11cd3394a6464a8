/** A loss of several terms, differentiable once. */
export interface TermGradients {
  /** How many terms. */
  readonly terms: number
  /** Overwrites `gradient` with that of term `term` at `x`; must not keep or change `x`. */
  gradient(term: number, x: Float64Array, gradient: Float64Array): void
}

/** G = Σ_k w_k g_k, and products of its derivative. */
export interface WeightedGradient {
  /** Overwrites `gradient` with G(x). */
  at(x: Float64Array, gradient: Float64Array): void
  /** Overwrites `product` with the derivative of G along `direction`: the Hessian times it. */
  along(x: Float64Array, direction: Float64Array, product: Float64Array): void
}

/** The stencil of fourth order for a first derivative: places in units of its width, and their weights. */
const stencil = [
  [-2, 1 / 12],
  [-1, -2 / 3],
  [1, 2 / 3],
  [2, -1 / 12],
] as const

/** Width relative to the size of x. Truncation is of its fourth power and rounding of 1e-16 over it: both about 1e-12. */
const width = 1e-3

export function weightedGradient(problem: TermGradients, weights: readonly number[], n: number): WeightedGradient {
  const own = new Float64Array(n)
  const moved = new Float64Array(n)
  const there = new Float64Array(n)
  const at: WeightedGradient['at'] = (x, gradient) => {
    gradient.fill(0)
    for (let k = 0; k < problem.terms; k++) {
      problem.gradient(k, x, own)
      for (let i = 0; i < n; i++) gradient[i] += weights[k] * own[i]
    }
  }
  return {
    at,
    along(x, direction, product) {
      product.fill(0)
      const length = largest(direction)
      if (length === 0) return
      const step = (width * Math.max(1, largest(x))) / length
      for (const [place, weight] of stencil) {
        for (let i = 0; i < n; i++) moved[i] = x[i] + place * step * direction[i]
        at(moved, there)
        for (let i = 0; i < n; i++) product[i] += (weight / step) * there[i]
      }
    },
  }
}

function largest(vector: Float64Array): number {
  let size = 0
  for (let i = 0; i < vector.length; i++) size = Math.max(size, Math.abs(vector[i]))
  return size
}
