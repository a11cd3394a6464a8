/**
 * An even solution of u_t = d u_xx + f(u) on x in [−1, 1] with u_x(±1) = 0, by its cosine series: the diffusion exactly, by
 * an integrating factor, the reaction at the points of the series with the classical Runge-Kutta method of fourth order
 * (Kassam and Trefethen 2005, section 2, "IF").
 *
 * | symbol | meaning                                        | shape    |
 * | ------ | ---------------------------------------------- | -------- |
 * | a      | coefficients: u(x) = Σ a_k cos kπx             | [modes]  |
 * | C      | cos(kπ x_j) at x_j = (j + ½) / modes           | [modes²] |
 */
export interface CosineEquation {
  readonly diffusivity: number
  readonly reaction: (u: number) => number
  readonly start: (x: number) => number
}

export interface CosineResolution {
  /** Terms of the series. Default 256. */
  readonly modes?: number
  /** Steps of time from 0 to 1. Default 400. */
  readonly steps?: number
}

/** u(x, t) for t in [0, 1], by a cubic through the four steps around t. */
export function createCosineSolution(
  { diffusivity, reaction, start }: CosineEquation,
  { modes = 256, steps = 400 }: CosineResolution = {},
): (x: number, t: number) => number {
  const transform = createTransform(modes)
  const dt = 1 / steps
  const half = Float64Array.from({ length: modes }, (_, k) => Math.exp(-diffusivity * (k * Math.PI) ** 2 * (dt / 2)))
  const slope = (a: Float64Array): Float64Array => transform.analyse(transform.values(a).map(reaction))
  const states = [transform.beginning(start)]
  for (let step = 0; step < steps; step++) states.push(nextState(states[step], { slope, half, dt }))
  return (x, t) => {
    if (t <= 0) return start(x)
    const at = Math.min(Math.max(t, 0), 1) * steps
    const first = Math.min(Math.max(Math.floor(at) - 1, 0), Math.max(steps - 3, 0))
    const weights = lagrangeWeights(at - first, Math.min(4, steps + 1))
    return weights.reduce((sum, weight, i) => sum + weight * valueAt(states[first + i], x), 0)
  }
}

interface Stepping {
  readonly slope: (a: Float64Array) => Float64Array
  /** e^(−d k² π² dt/2). */
  readonly half: Float64Array
  readonly dt: number
}

function nextState(a: Float64Array, { slope, half, dt }: Stepping): Float64Array {
  const k1 = slope(a)
  const k2 = slope(a.map((v, k) => half[k] * (v + (dt / 2) * k1[k])))
  const k3 = slope(a.map((v, k) => half[k] * v + (dt / 2) * k2[k]))
  const k4 = slope(a.map((v, k) => half[k] * (half[k] * v + dt * k3[k])))
  return a.map((v, k) => {
    const e = half[k]
    return e * e * v + (dt / 6) * (e * e * k1[k] + 2 * e * (k2[k] + k3[k]) + k4[k])
  })
}

interface Transform {
  /** The points at which the reaction is evaluated. */
  readonly points: Float64Array
  /** The function at `points`. */
  values(a: Float64Array): Float64Array
  /** The coefficients of a function given at `points`. */
  analyse(values: Float64Array): Float64Array
  /** Those of a function that may have a kink at x = ±1, from more points: what the series has no terms for folds back. */
  beginning(start: (x: number) => number): Float64Array
}

/** Points for each term of the series at the beginning. */
const refinement = 16

function createTransform(modes: number): Transform {
  const points = Float64Array.from({ length: modes }, (_, j) => (j + 0.5) / modes)
  const cosines = Array.from({ length: modes }, (_, k) => points.map((x) => Math.cos(k * Math.PI * x)))
  return {
    points,
    values(a) {
      const values = new Float64Array(modes)
      for (let k = 0; k < modes; k++) for (let j = 0; j < modes; j++) values[j] += a[k] * cosines[k][j]
      return values
    },
    analyse(values) {
      return Float64Array.from({ length: modes }, (_, k) => {
        let sum = 0
        for (let j = 0; j < modes; j++) sum += values[j] * cosines[k][j]
        return (sum * (k === 0 ? 1 : 2)) / modes
      })
    },
    beginning(start) {
      const count = refinement * modes
      const values = Float64Array.from({ length: count }, (_, j) => start((j + 0.5) / count))
      return Float64Array.from({ length: modes }, (_, k) => {
        let sum = 0
        for (let j = 0; j < count; j++) sum += values[j] * Math.cos((k * Math.PI * (j + 0.5)) / count)
        return (sum * (k === 0 ? 1 : 2)) / count
      })
    },
  }
}

function valueAt(a: Float64Array, x: number): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k] * Math.cos(k * Math.PI * x)
  return sum
}

/** Weights of the polynomial through `count` neighbouring states, at `at` steps after the first. */
function lagrangeWeights(at: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    let weight = 1
    for (let j = 0; j < count; j++) if (j !== i) weight *= (at - j) / (i - j)
    return weight
  })
}
