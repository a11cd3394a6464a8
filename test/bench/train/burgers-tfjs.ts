import { createRequire } from 'node:module'
import { learningRate, viscosity, type BurgersStart, type Measured, type StepEngine } from './burgers-step.ts'
import type * as Tfjs from '@tensorflow/tfjs'

/**
 * TensorFlow.js as it comes, on its WebAssembly backend, or null with the reason on the console. Derivatives in the inputs
 * by Taylor streams: nested gradients of stock 4.22 are wrong through tanh, and slower.
 */
export async function tfjsEngine(start: BurgersStart): Promise<StepEngine | null> {
  const load = createRequire(import.meta.url)
  try {
    const tf = load('@tensorflow/tfjs') as typeof Tfjs
    load('@tensorflow/tfjs-backend-wasm')
    await tf.setBackend('wasm')
    if (tf.getBackend() !== 'wasm') throw new Error(`its backend is ${tf.getBackend()}`)
    return engineOf(tf, start)
  } catch (error) {
    console.error(`No row for tfjs-wasm: ${String(error)}`)
    return null
  }
}

function engineOf(tf: typeof Tfjs, { width, points, initial, coordinates, parameters }: BurgersStart): StepEngine {
  const sizes = [2, width, width, width, 1]
  let offset = 0
  const take = (...shape: [number, number]): Tfjs.Tensor => {
    const size = shape[0] * shape[1]
    offset += size
    return tf.tensor2d(Float32Array.from(parameters.subarray(offset - size, offset)), shape)
  }
  const layers = sizes.slice(1).map((to, l) => ({
    w: tf.variable(tf.transpose(take(to, sizes[l]))),
    b: tf.variable(take(1, to)),
  }))
  const xt = tf.tensor2d(Float32Array.from(coordinates), [points, 2])
  const target = tf.neg(tf.sin(tf.mul(Math.PI, tf.slice(xt, [0, 0], [initial, 1]))))
  const optimizer = tf.train.adam(learningRate)
  const loss = (): Tfjs.Scalar => {
    let [u, x, t, xx]: Tfjs.Tensor[] = [xt, tf.tensor2d([[1, 0]]), tf.tensor2d([[0, 1]]), tf.zeros([1, 2])]
    layers.forEach(({ w, b }, l) => {
      ;[u, x, t, xx] = [tf.add(tf.matMul(u, w), b), ...[x, t, xx].map((s) => tf.matMul(s, w))]
      if (l === layers.length - 1) return
      const a = tf.tanh(u)
      const slope = tf.sub(1, tf.square(a))
      const bend = tf.mul(tf.mul(-2, a), slope)
      ;[u, x, t, xx] = [a, tf.mul(slope, x), tf.mul(slope, t), tf.add(tf.mul(bend, tf.square(x)), tf.mul(slope, xx))]
    })
    const residual = tf.sub(tf.add(t, tf.mul(u, x)), tf.mul(viscosity, xx))
    const start = tf.sub(tf.slice(u, [0, 0], [initial, 1]), target)
    return tf.add(tf.mean(tf.square(residual)), tf.mean(tf.square(start)))
  }
  return {
    name: 'tfjs-wasm',
    async measure(steps): Promise<Measured> {
      const times: number[] = []
      const losses: number[] = []
      for (let i = 0; i < steps; i++) {
        const begin = performance.now()
        const value = optimizer.minimize(loss, true)!
        losses.push((await value.data())[0])
        value.dispose()
        times.push(performance.now() - begin)
      }
      return { ms: times.sort((a, b) => a - b)[steps >> 1], losses: losses.slice(0, 4) }
    },
    close: () => tf.disposeVariables(),
  }
}
