import { expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { adam } from '../../../src/math/optimize/adam.ts'
import type { Objective } from '../../../src/math/optimize/optimizer.ts'
import { orthonormalise } from '../../../src/math/optimize/small-matrix.ts'
import { soap } from '../../../src/math/optimize/soap.ts'
import { rosenbrock, runFor } from './functions.ts'

const [rows, columns] = [5, 3]

/** ½ ‖A (W − C) B‖² for W [rows, columns]: ill-conditioned, and not along the axes. */
function turnedQuadratic(): Objective {
  const rng = createRng('quadratic')
  const draw = (n: number): number[][] => Array.from({ length: n }, (_, i) => Array.from({ length: n }, () => rng.normal() * 3 ** i)) // prettier-ignore
  const a = draw(rows)
  const b = draw(columns)
  const c = Array.from({ length: rows * columns }, () => rng.normal())
  const times = (p: number[][], q: number[][]): number[][] => p.map((row) => q[0].map((_, j) => row.reduce((sum, x, k) => sum + x * q[k][j], 0))) // prettier-ignore
  const flipped = (p: number[][]): number[][] => p[0].map((_, j) => p.map((row) => row[j]))
  return (x, gradient) => {
    const w = Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => x[i * columns + j] - c[i * columns + j])) // prettier-ignore
    const r = times(times(a, w), b)
    gradient.set(times(times(flipped(a), r), flipped(b)).flat())
    return r.flat().reduce((sum, value) => sum + value * value, 0) / 2
  }
}

it('soap goes far below Adam where the axes are not those of the problem', () => {
  const objective = turnedQuadratic()
  const start = new Float64Array(rows * columns)
  const blocks = [{ offset: 0, rows, columns }]
  const ours = soap(objective, start, { learningRate: 0.05, blocks, precondition: 1 })
  const plain = adam(objective, start, { learningRate: 0.05, beta1: 0.95, beta2: 0.95 })
  for (let step = 0; step < 400; step++) {
    ours.learningRate = plain.learningRate = 0.05 * (1 - step / 400)
    ours.step()
    plain.step()
  }
  expect(ours.loss).toBeLessThan(0.1 * plain.loss)
})

it('soap without blocks is Adam that starts one iteration later', () => {
  const start = Float64Array.of(-1.2, 1)
  const ours = soap(rosenbrock, start, { learningRate: 0.01, blocks: [] })
  // Epsilon enters SOAP before the bias correction, Adam after it; where it is tiny both are one.
  const plain = adam(rosenbrock, start, { learningRate: 0.01, beta1: 0.95, beta2: 0.95 })
  runFor(ours, 31)
  runFor(plain, 30)
  ours.x.forEach((coordinate, i) => expect(coordinate).toBeCloseTo(plain.x[i], 6))
})

it.each([
  ['overlap', [{ offset: 0, rows: 2, columns: 2 }, { offset: 3, rows: 1, columns: 1 }]], // prettier-ignore
  ['end outside', [{ offset: 4, rows: 1, columns: 3 }]],
  ['are empty', [{ offset: 0, rows: 0, columns: 3 }]],
])('soap refuses blocks that %s', (_, blocks) => {
  expect(() => soap(rosenbrock, new Float64Array(6), { learningRate: 1, blocks })).toThrow('blocks')
})

it('orthonormalise of any matrix is orthonormal, also where columns depend on each other or are 0', () => {
  const rng = createRng(1)
  for (const rank of [6, 3, 1, 0]) {
    const n = 6
    const matrix = new Float64Array(n * n)
    const tall = Array.from({ length: n * rank }, () => rng.normal())
    const wide = Array.from({ length: rank * n }, () => rng.normal())
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        for (let k = 0; k < rank; k++) matrix[i * n + j] += tall[i * rank + k] * wide[k * n + j]
    orthonormalise(matrix, n)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let dot = 0
        for (let r = 0; r < n; r++) dot += matrix[r * n + i] * matrix[r * n + j]
        expect(dot).toBeCloseTo(i === j ? 1 : 0, 13)
      }
    }
  }
})
