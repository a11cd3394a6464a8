import { afterAll, describe, expect, test } from 'vitest'
import { createRng } from '../../src/base/rng.ts'
import { fieldOf } from '../../src/tensor/tfjs/derivatives.ts'
import { openTensors } from '../../src/tensor/tfjs/open-tensors.ts'
import { runOnTfjs } from '../../src/tensor/tfjs/run-graph.ts'
import { closeGpu, openGpu, type GpuDevice } from '../../src/tensor/webgpu/open-gpu.ts'
import { initialParameters, netLayout } from '../../src/train/jets/net-layout.ts'
import type { NetOptions } from '../../src/train/jets/net-options.ts'
import { onnxTraining } from '../../src/train/traced/onnx-training.ts'
import { traceTraining } from '../../src/train/traced/trace-training.ts'
import { burgersPlan } from '../train/traced/burgers-plan.ts'
import { evaluate } from './evaluate-graph.ts'

// Runs on whatever GPU Vulkan finds. `software-gpu.slow.test.ts` runs it on a processor that imitates one.

const device = await openGpu().catch((error: Error) => error)
if (device instanceof Error) process.stdout.write(`Skipped: tests on a GPU (${device.message.split('\n')[0]}).\n`)
afterAll(closeGpu)

describe.skipIf(device instanceof Error)('a GPU through WebGPU', () => {
  const net: NetOptions = { width: 8, depth: 2, activation: 'tanh' }
  const layout = netLayout(net, 2)

  test('is opened by name, and chosen by "auto" only if it is real', async () => {
    const { description, software } = device as GpuDevice
    await expect(openTensors({ backend: 'webgpu' })).resolves.toMatchObject({ backend: 'webgpu', device: description })
    const { backend } = await openTensors({ backend: 'auto' })
    if (software) expect(backend).not.toBe('webgpu')
  })

  test('computes second derivatives of a tf.layers model', async () => {
    const { tf } = await openTensors({ backend: 'webgpu' })
    const dense = (units: number, seed: number) => ({
      units,
      kernelInitializer: tf.initializers.randomNormal({ seed }),
    })
    const model = tf.sequential({
      layers: [tf.layers.dense({ ...dense(6, 1), activation: 'tanh', inputShape: [1] }), tf.layers.dense(dense(1, 2))],
    })
    const at = [-0.7, 0.2, 0.9]
    const second = tf.tidy(() => fieldOf(tf, model, { x: tf.tensor2d(at, [3, 1]) }).at('x', 'x'))
    const [w, b, v] = await Promise.all(model.getWeights().map((weight) => weight.data()))
    const got = await second.data()
    for (const [i, x] of at.entries()) {
      let wanted = 0
      for (let j = 0; j < b.length; j++) {
        const t = Math.tanh(w[j] * x + b[j])
        wanted += v[j] * w[j] ** 2 * -2 * t * (1 - t * t)
      }
      expect(got[i]).toBeCloseTo(wanted, 4)
    }
    second.dispose()
    model.dispose()
  })

  test('computes the gradient of a traced training step through TensorFlow.js', async () => {
    const { tf } = await openTensors({ backend: 'webgpu' })
    const { gradient, loss, constants } = traceTraining(burgersPlan(net, 20, 5))
    const parameters = initialParameters(layout, createRng('gpu'))
    const feeds = Object.fromEntries(constants.map(({ name, values }) => [name, values]))
    const wanted = evaluate([loss, gradient], { parameters, weights: [1, 2], ...feeds })
    const got = tf.tidy(() => [
      ...runOnTfjs(tf, [loss, gradient], {
        parameters: tf.tensor1d(Float32Array.from(parameters)),
        weights: tf.tensor1d([1, 2]),
        ...Object.fromEntries(constants.map(({ name, values, shape }) => [name, tf.tensor(Float32Array.from(values), [...shape])])), // prettier-ignore
      }),
    ])
    for (const [i, tensor] of got.entries()) {
      const values = await tensor.data()
      wanted[i].forEach((value, k) => expect(values[k]).toBeCloseTo(value, 4))
      tensor.dispose()
    }
  })

  test('trains a population in one graph of ONNX Runtime, with the losses of the CPU', async () => {
    const plan = { ...burgersPlan(net, 64, 8), members: 3 }
    const parameters = [1, 2, 3].flatMap((seed) => [...initialParameters(layout, createRng(seed))])
    const weights = [1, 1, 2, 1, 1, 3]
    const onCpu = await onnxTraining({ plan, parameters, weights })
    const onGpu = await onnxTraining({ plan, parameters, weights }, { provider: 'webgpu' })
    for (let step = 0; step < 4; step++) {
      const [cpu, gpu] = [await onCpu.step(1e-3), await onGpu.step(1e-3)]
      cpu.loss.forEach((value, p) => expect(Math.abs(gpu.loss[p] / value - 1)).toBeLessThan(1e-4))
    }
    const [cpu, gpu] = [await onCpu.parameters(), await onGpu.parameters()]
    cpu.forEach((value, i) => expect(gpu[i]).toBeCloseTo(value, 3))
    await onCpu.close()
    await onGpu.close()
  })
})
