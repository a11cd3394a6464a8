import type { DifferentiableStep } from './differentiable-step.ts'

/** Gradient descent: x := x − αg. */
export const sgdStep: DifferentiableStep = {
  arrays: 1,
  advance([x], gradient, { learningRate }) {
    for (let i = 0; i < x.length; i++) x[i] -= learningRate * gradient[i]
  },
  push([x], change, { gradient, learningRate }) {
    for (let i = 0; i < x.length; i++) x[i] -= learningRate * (change.gradient[i] + change.logRate * gradient[i])
  },
  pull([x], gradientAdjoint, { gradient, learningRate }) {
    let slope = 0
    for (let i = 0; i < x.length; i++) {
      slope -= learningRate * gradient[i] * x[i]
      gradientAdjoint[i] = -learningRate * x[i]
    }
    return slope
  },
}
