import { beforeAll, describe, expect, test } from 'vitest'
import { fieldOf } from '../../src/tensor/tfjs/derivatives.ts'
import { openTensors } from '../../src/tensor/tfjs/open-tensors.ts'
import { smoothActivations } from '../../src/tensor/tfjs/smooth-activations.ts'
import { backendsUnderTest } from './backends-under-test.ts'
import type { LayersModel, Scalar, Tensor, Tf, Variable } from '../../src/tensor/tfjs/tf.ts'

// TensorFlow.js 4.22 alone gives a wrong u_xx, or throws: see `correctGradients`.

describe.each(backendsUnderTest)('derivatives of derivatives on %s', (backend) => {
  let tf: Tf
  beforeAll(async () => {
    tf = (await openTensors({ backend })).tf
  })
  const numbers = (tensor: Tensor): number[] => [...tensor.dataSync()]

  test.each([
    ['Tanh', (x: number) => Math.tanh(x), (t: Tf, x: Tensor) => t.tanh(x)],
    ['Sigmoid', (x: number) => 1 / (1 + Math.exp(-x)), (t: Tf, x: Tensor) => t.sigmoid(x)],
    ['Exp', (x: number) => Math.exp(x), (t: Tf, x: Tensor) => t.exp(x)],
  ] as const)('the first three of x · %s are those of finite differences', async (_, f, op) => {
    await openTensors({ backend })
    const product = (x: number): number => x * f(x)
    const at = [-0.8, 0.3, 1.4]
    let derivative = (x: Tensor): Tensor => tf.mul(x, op(tf, x))
    for (const order of [1, 2, 3]) {
      const inner = derivative
      derivative = tf.grad((x: Tensor) => tf.sum(inner(x)))
      const got = tf.tidy(() => numbers(derivative(tf.tensor1d(at))))
      const wanted = at.map((x) => centralDifference(product, x, order))
      got.forEach((value, i) => expect(value).toBeCloseTo(wanted[i], 4))
    }
  })

  test.each(smoothActivations.filter((name) => name !== 'linear'))(
    'u_xx, and the weight gradient of its mean square, for %s units',
    async (activation) => {
      await openTensors({ backend })
      const net = model(tf, activation)
      const x = [-0.9, -0.2, 0.5, 1.1]
      // In f64 with the same weights: what TensorFlow.js has to come close to.
      const second = (at: number): number => centralDifference((y) => network(net, activation, { x: [y] }), at, 2)
      const got = tf.tidy(() => numbers(fieldOf(tf, net, { x: tf.tensor2d(x, [4, 1]) }).at('x', 'x')))
      got.forEach((value, i) => expect(value).toBeCloseTo(second(x[i]), 3))

      const loss = (): Scalar => tf.mean(tf.square(fieldOf(tf, net, { x: tf.tensor2d(x, [4, 1]) }).at('x', 'x')))
      const kernel = net.trainableWeights[0].read() as Variable
      const { grads, value } = tf.variableGrads(loss, [kernel])
      const gradient = numbers(grads[kernel.name])
      const weights = numbers(kernel)
      const truth = (shifted: readonly number[]): number => {
        const mean = x.reduce((sum, at) => sum + centralDifference((y) => network(net, activation, { x: [y], kernel: shifted }), at, 2) ** 2, 0) // prettier-ignore
        return mean / x.length
      }
      const scale = Math.max(...gradient.map(Math.abs), 1e-3)
      weights.forEach((_, i) => {
        const h = 1e-3
        const up = truth(weights.with(i, weights[i] + h))
        const down = truth(weights.with(i, weights[i] - h))
        expect(Math.abs(gradient[i] - (up - down) / (2 * h)) / scale).toBeLessThan(2e-3)
      })
      tf.dispose([grads, value])
      net.dispose()
    },
  )

  test('mixed derivatives do not depend on the order in which they are asked for', async () => {
    await openTensors({ backend })
    const net = model(tf, 'tanh', 2)
    const u = fieldOf(tf, net, { x: tf.tensor2d([0.2, -0.4], [2, 1]), t: tf.tensor2d([0.1, 0.7], [2, 1]) })
    expect(numbers(u.at('x', 't'))).toEqual(numbers(u.at('t', 'x')))
    const [x, t, h] = [0.2, 0.1, 1e-3]
    const f = (dx: number, dt: number): number => network(net, 'tanh', { x: [x + dx, t + dt] })
    const wanted = (f(h, h) - f(h, -h) - f(-h, h) + f(-h, -h)) / (4 * h * h)
    expect(numbers(u.at('x', 't'))[0]).toBeCloseTo(wanted, 4)
    net.dispose()
  })
})

test.each(['elu', 'selu', 'relu', 'softmax'])(
  '%s is refused, with the names of what can be used',
  async (activation) => {
    const { tf } = await openTensors({ backend: backendsUnderTest[0] })
    const net = model(tf, activation)
    expect(() => fieldOf(tf, net, { x: tf.tensor2d([1], [1, 1]) })).toThrow(
      /no second derivative.*tanh, sigmoid, swish/s,
    )
    net.dispose()
  },
)

test('a derivative by an unknown coordinate names the known ones', async () => {
  const { tf } = await openTensors({ backend: backendsUnderTest[0] })
  const net = model(tf, 'tanh')
  const field = fieldOf(tf, net, { x: tf.tensor2d([1], [1, 1]) })
  expect(() => field.at('y' as 'x')).toThrow('Allowed: x')
  net.dispose()
})

function model(tf: Tf, activation: string, inputs = 1): LayersModel {
  const init = (seed: number) => ({ kernelInitializer: tf.initializers.randomNormal({ stddev: 0.8, seed }), biasInitializer: tf.initializers.randomNormal({ stddev: 0.3, seed }) }) // prettier-ignore
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 5, activation: activation as 'tanh', inputShape: [inputs], ...init(1) }),
      tf.layers.dense({ units: 1, ...init(2) }),
    ],
  })
}

interface Evaluated {
  readonly x: readonly number[]
  readonly kernel?: readonly number[]
}

/** The model at one point, in f64; `kernel` replaces the weights of the first layer. */
function network(net: LayersModel, activation: string, { x, kernel }: Evaluated): number {
  const [first, bias, second, last] = net.getWeights().map((weight) => weight.dataSync())
  const own = kernel ?? first
  const units = bias.length
  let sum = last[0]
  for (let j = 0; j < units; j++) {
    const z = x.reduce((partial, value, d) => partial + value * own[d * units + j], bias[j])
    sum += scalarActivations[activation as 'tanh'](z) * second[j]
  }
  return sum
}

const logistic = (z: number): number => 1 / (1 + Math.exp(-z))
const tanhGelu = (z: number): number => 0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3)))
const scalarActivations = {
  linear: (z: number) => z,
  tanh: Math.tanh,
  sigmoid: logistic,
  swish: (z: number) => z * logistic(z),
  softplus: (z: number) => Math.log1p(Math.exp(z)),
  gelu: (z: number) => 0.5 * z * (1 + erf(z / Math.SQRT2)),
  gelu_new: tanhGelu,
  mish: (z: number) => z * Math.tanh(Math.log1p(Math.exp(z))),
}

/** By its series: the arguments here are small. */
function erf(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; n < 60; n++) {
    term *= (-x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}

function centralDifference(f: (x: number) => number, x: number, order: number): number {
  const h = 5e-3
  if (order === 1) return (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h)
  if (order === 2) {
    return (-f(x - 2 * h) + 16 * f(x - h) - 30 * f(x) + 16 * f(x + h) - f(x + 2 * h)) / (12 * h * h)
  }
  return (
    (f(x - 3 * h) - 8 * f(x - 2 * h) + 13 * f(x - h) - 13 * f(x + h) + 8 * f(x + 2 * h) - f(x + 3 * h)) / (8 * h ** 3)
  )
}
