// The test functions of the quality benchmark; `problems.py` holds the same ones.

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Minimum 0.397887 at three points. Dixon and Szegö 1978. */
export function branin([x, y]: readonly number[]): number {
  const b = 5.1 / (4 * Math.PI ** 2)
  const t = 1 / (8 * Math.PI)
  return (y - b * x * x + (5 / Math.PI) * x - 6) ** 2 + 10 * (1 - t) * Math.cos(x) + 10
}

/** Minimum −3.32237. Dixon and Szegö 1978. */
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
  return -sum(alpha.map((weight, i) => weight * Math.exp(-sum(x.map((v, j) => a[i][j] * (v - p[i][j]) ** 2)))))
}

/** Minimum 0 at 1. */
export function rosenbrock(x: readonly number[]): number {
  return sum(x.slice(1).map((next, i) => 100 * (next - x[i] ** 2) ** 2 + (1 - x[i]) ** 2))
}

/** Minimum 0 at 0. */
export function ackley(x: readonly number[]): number {
  const radius = Math.sqrt(sum(x.map((v) => v * v)) / x.length)
  return -20 * Math.exp(-0.2 * radius) - Math.exp(sum(x.map((v) => Math.cos(2 * Math.PI * v))) / x.length) + 20 + Math.E
}

/** Ackley's function away from the centre of the box. */
export const shiftedAckley = (x: readonly number[]): number => ackley(x.map((v, i) => v - 7 - 1.5 * i))

/** A network's error by its hyperparameters; minimum about 0. */
export function network(p: {
  readonly lr: number
  readonly width: number
  readonly depth: number
  readonly drop: number
  readonly act: string
  readonly norm: boolean
}): number {
  const act = { tanh: 0.1, relu: 0.3, sin: 0, gelu: 0.05 }[p.act]!
  return (
    (Math.log10(p.lr) + 3) ** 2 * 0.3 +
    (Math.log2(p.width) - 6) ** 2 * 0.05 +
    (p.depth - 4) ** 2 * 0.02 +
    (p.drop - 0.1) ** 2 * 2 +
    act +
    (p.norm ? 0 : 0.1) +
    (p.act === 'sin' ? 0.02 * (p.depth - 4) ** 2 : 0)
  )
}

/** Three models with parameters of their own; minimum about 0, in `mlp`. */
export function models({
  scale,
  model,
}: {
  readonly scale: number
  readonly model:
    | { readonly name: 'poly'; readonly degree: number; readonly ridge: number }
    | { readonly name: 'rbf'; readonly gamma: number; readonly c: number }
    | { readonly name: 'mlp'; readonly width: number; readonly lr: number }
}): number {
  const common = 0.2 * (scale - 1.2) ** 2
  switch (model.name) {
    case 'poly':
      return common + 0.3 + 0.05 * Math.abs(model.degree - 4) + 0.02 * (Math.log10(model.ridge) + 3) ** 2
    case 'rbf':
      return common + 0.1 + 0.05 * ((Math.log10(model.gamma) - 0.5) ** 2 + (Math.log10(model.c) - 1) ** 2)
    case 'mlp':
      return common + 0.08 * (Math.log10(model.lr) + 3) ** 2 + 0.05 * (Math.log2(model.width) - 6) ** 2
  }
}

/** Minimum 0.5998 where both constraints hold. Gramacy et al. 2016, arXiv:1403.4890. */
export function gramacy([x, y]: readonly number[]) {
  const constraints = [1.5 - x - 2 * y - 0.5 * Math.sin(2 * Math.PI * (x * x - 2 * y)), x * x + y * y - 1.5]
  return { values: [x + y], constraints }
}

/** Zitzler, Deb and Thiele 2000. */
export function zdt1(x: readonly number[]): readonly number[] {
  const g = 1 + (9 * sum(x.slice(1))) / (x.length - 1)
  return [x[0], g * (1 - Math.sqrt(x[0] / g))]
}

/** A bowl of condition 1,000 whose axes are mirrored across a slanted plane; minimum 0. */
export function rotatedBowl(x: readonly number[]): number {
  const moved = x.map((v, i) => v - 0.5 - 0.2 * i)
  const along = (2 * sum(moved.map((v, i) => v * (i + 1)))) / sum(x.map((_, i) => (i + 1) ** 2))
  return sum(moved.map((v, i) => 10 ** ((3 * i) / 7) * (v - along * (i + 1)) ** 2))
}

/** Training that gets better the larger its steps, up to where it diverges; minimum about 0.1. */
export function diverging(p: {
  readonly lr: number
  readonly decay: number
  readonly momentum: number
  readonly batch: number
}): number {
  const step = p.lr / (1 - p.momentum)
  const most = 0.3 * Math.sqrt(p.batch / 64)
  if (step > most) return Number.NaN
  const shy = Math.log10(step / (0.8 * most))
  const decay = Math.log10(p.decay) + 4 + 0.3 * shy
  const batch = Math.abs(Math.log10(p.batch / 32))
  return 0.1 + 0.15 * shy ** 2 + 0.03 * decay ** 2 + 0.05 * batch + 0.2 * (p.momentum - 0.9) ** 2
}

/** A bowl of which most can not be evaluated, its bottom included. */
export function crashing(x: readonly number[]): number {
  if (x[0] + x[1] > 0.6 || x[2] * x[3] > 0.2 || x[4] > 1) return Number.NaN
  return sum([0.5, 0.4, -0.3, 0.8, 0.9].map((best, i) => (x[i] - best) ** 2))
}

/** Minimum 0 at 1. */
export function levy(x: readonly number[]): number {
  const w = x.map((v) => 1 + (v - 1) / 4)
  const last = w.at(-1)!
  const inner = w.slice(0, -1).map((v) => (v - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * v + 1) ** 2))
  return Math.sin(Math.PI * w[0]) ** 2 + sum(inner) + (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2)
}

/** Minimum 0 at 0. */
export function griewank(x: readonly number[]): number {
  return sum(x.map((v) => v * v)) / 4000 - x.reduce((p, v, i) => p * Math.cos(v / Math.sqrt(i + 1)), 1) + 1
}

/** Minimum −39.16617 for each dimension. */
export function styblinskiTang(x: readonly number[]): number {
  return sum(x.map((v) => v ** 4 - 16 * v * v + 5 * v)) / 2
}

/** Minimum 0 at 1, with axes whose curvatures span four decades. */
export function ellipsoid(x: readonly number[]): number {
  return sum(x.map((v, i) => 10 ** ((4 * i) / (x.length - 1)) * (v - 1) ** 2))
}

/** Steep ridges; minimum −4.687658 in five dimensions. */
export function michalewicz(x: readonly number[]): number {
  return -sum(x.map((v, i) => Math.sin(v) * Math.sin(((i + 1) * v * v) / Math.PI) ** 20))
}

/** The best of many deep valleys lies in a corner, far from the second best; minimum 0. */
export function schwefel(x: readonly number[]): number {
  return 418.982887 * x.length - sum(x.map((v) => v * Math.sin(Math.sqrt(Math.abs(v)))))
}

/** Branin's function on a grid, with a choice that shifts it; minimum about 0.6. */
export function steppedBranin({
  x0,
  x1,
  mode,
}: {
  readonly x0: number
  readonly x1: number
  readonly mode: string
}): number {
  const shift = { a: 0, b: 1.5, c: -1 }[mode]!
  return branin([x0 + shift, x1]) + { a: 0.2, b: 0, c: 0.4 }[mode]!
}

/** Only three of the parameters matter; minimum 0. */
export function fewMatter(x: readonly number[]): number {
  return 10 * (x[1] - 0.3) ** 2 + 5 * Math.abs(x[4] - x[1]) + 2 * (1 - Math.cos(3 * Math.PI * (x[7] - 0.7)))
}

/** Letters to guess, with pairs that matter together; minimum 0. */
export function categories(params: Readonly<Record<string, string>>): number {
  const letters = Array.from({ length: 8 }, (_, i) => 'abcde'.indexOf(params[`c${i}`]))
  const target = [2, 0, 4, 1, 3, 3, 0, 2]
  const missed = letters.map((letter, i) => (letter === target[i] ? 0 : 1 + 0.2 * Math.abs(letter - target[i])))
  const pairs = missed.map((miss, i) => (i % 2 === 1 && miss > 0 && missed[i - 1] > 0 ? 1 : 0))
  return sum(missed) + sum(pairs)
}
