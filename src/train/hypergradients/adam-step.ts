/**
 * Adam as in src/math/optimize/adam.ts, with its derivatives.
 *
 * | symbol | meaning                                         |
 * | ------ | ----------------------------------------------- |
 * | m, v   | averages of g and g²                             |
 * | a      | α / (1 − β₁ᵗ)                                    |
 * | c      | 1 / (1 − β₂ᵗ)                                    |
 * | d      | √(cv) + ε; the step is −a m / d                   |
 */
import type { DifferentiableStep, StepAt } from './differentiable-step.ts'

const beta1 = 0.9
const beta2 = 0.999
const epsilon = 1e-8

export const adamStep: DifferentiableStep = {
  arrays: 3,
  advance([x, m, v], gradient, at) {
    const { a, c } = corrections(at)
    for (let i = 0; i < x.length; i++) {
      const g = gradient[i]
      m[i] = beta1 * m[i] + (1 - beta1) * g
      v[i] = beta2 * v[i] + (1 - beta2) * g * g
      x[i] -= (a * m[i]) / (Math.sqrt(v[i] * c) + epsilon)
    }
  },
  push([x, m, v], change, { next, gradient, ...at }) {
    const { a, c } = corrections(at)
    const [, nextM, nextV] = next
    for (let i = 0; i < x.length; i++) {
      const dg = change.gradient[i]
      m[i] = beta1 * m[i] + (1 - beta1) * dg
      v[i] = beta2 * v[i] + 2 * (1 - beta2) * gradient[i] * dg
      const root = Math.sqrt(nextV[i] * c)
      const d = root + epsilon
      x[i] -= (a * (m[i] + change.logRate * nextM[i] - (nextM[i] * rootSlope(root, c) * v[i]) / d)) / d
    }
  },
  pull([x, m, v], gradientAdjoint, { next, gradient, ...at }) {
    const { a, c } = corrections(at)
    const [, nextM, nextV] = next
    let slope = 0
    for (let i = 0; i < x.length; i++) {
      const root = Math.sqrt(nextV[i] * c)
      const d = root + epsilon
      slope -= (a * nextM[i] * x[i]) / d
      const mAdjoint = m[i] - (a * x[i]) / d
      const vAdjoint = v[i] + (a * x[i] * nextM[i] * rootSlope(root, c)) / (d * d)
      gradientAdjoint[i] = (1 - beta1) * mAdjoint + 2 * (1 - beta2) * gradient[i] * vAdjoint
      m[i] = beta1 * mAdjoint
      v[i] = beta2 * vAdjoint
    }
    return slope
  },
}

function corrections({ iteration, learningRate }: StepAt): { readonly a: number; readonly c: number } {
  return { a: learningRate / (1 - beta1 ** iteration), c: 1 / (1 - beta2 ** iteration) }
}

/** d√(cv) / dv. A coordinate whose gradient has always been 0 does not move, and neither do its derivatives. */
function rootSlope(root: number, c: number): number {
  return root > 0 ? c / (2 * root) : 0
}
