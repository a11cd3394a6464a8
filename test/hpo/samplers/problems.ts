import type { Distribution, Params, SearchSpace } from '../../../src/hpo/space/distribution.ts'

export const float = (low: number, high: number): Distribution => ({ kind: 'float', low, high, log: false, step: null })
export const int = (low: number, high: number): Distribution => ({ kind: 'int', low, high, log: false, step: 1 })

/** `count` parameters of the same distribution, named so that their order by name is that of their numbers. */
export function cube(count: number, distribution: Distribution, name = 'x'): SearchSpace {
  return new Map(Array.from({ length: count }, (_, i) => [`${name}${String(i).padStart(2, '0')}`, distribution]))
}

/** The values in order of name. */
export function vector(params: Params): readonly number[] {
  return Object.keys(params).toSorted((a, b) => (a < b ? -1 : 1)).map((name) => params[name] as number) // prettier-ignore
}

export function rosenbrock(x: readonly number[]): number {
  return x.slice(1).reduce((sum, next, i) => sum + 100 * (next - x[i] ** 2) ** 2 + (1 - x[i]) ** 2, 0)
}

export function ackley(x: readonly number[]): number {
  const squares = x.reduce((sum, v) => sum + v * v, 0) / x.length
  const waves = x.reduce((sum, v) => sum + Math.cos(2 * Math.PI * v), 0) / x.length
  return -20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(waves) + 20 + Math.E
}

/** Many local minima; the global one, 0, at 0.7 in every coordinate. */
export function rastrigin(x: readonly number[]): number {
  return x.reduce((sum, v) => sum + (v - 0.7) ** 2 - 10 * Math.cos(2 * Math.PI * (v - 0.7)) + 10, 0)
}

export function hartmann6(x: readonly number[]): number {
  const alpha = [1, 1.2, 3, 3.2]
  const a = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
  ]
  const p = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
  ]
  return -alpha.reduce((sum, weight, i) => {
    const exponent = x.reduce((total, xj, j) => total + a[i][j] * (xj - p[i][j]) ** 2, 0)
    return sum + weight * Math.exp(-exponent)
  }, 0)
}

/** Minimum 0.397887 at three points. Dixon and Szegö 1978. */
export function branin(x: number, y: number): number {
  const b = 5.1 / (4 * Math.PI ** 2)
  const t = 1 / (8 * Math.PI)
  return (y - b * x * x + (5 / Math.PI) * x - 6) ** 2 + 10 * (1 - t) * Math.cos(x) + 10
}

/** A made-up network: the best learning rate depends on the depth, and each activation has its own handicap. */
export function network({ lr, width, depth, drop, act, norm }: Params): number {
  const handicap: Readonly<Record<string, number>> = { tanh: 0, relu: 0.6, sin: 0.15, gelu: 0.3 }
  const best = -2.5 - 0.25 * ((depth as number) - 4)
  return (
    (Math.log10(lr as number) - best) ** 2 +
    (0.5 * (Math.log2(width as number) - 6) ** 2) / 4 +
    0.1 * ((depth as number) - 4) ** 2 +
    2 * ((drop as number) - 0.1) ** 2 +
    handicap[act as string] +
    (norm === true ? 0.2 : 0)
  )
}
