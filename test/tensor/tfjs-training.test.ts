import { createRequire } from 'node:module'
import { beforeAll, describe, expect, test } from 'vitest'
import { StateError } from '../../src/base/errors.ts'
import { float } from '../../src/hpo/space/kinds/float.ts'
import { space } from '../../src/hpo/space/space.ts'
import { createStudy } from '../../src/hpo/setup/create-study.ts'
import { fieldOf } from '../../src/tensor/tfjs/derivatives.ts'
import { memoryScope } from '../../src/tensor/tfjs/memory-scope.ts'
import { minimize } from '../../src/tensor/tfjs/minimize.ts'
import { restoreRemovedUtil } from '../../src/tensor/tfjs/node-polyfill.ts'
import { openTensors } from '../../src/tensor/tfjs/open-tensors.ts'
import { scheduledOptimizer } from '../../src/tensor/tfjs/scheduled-optimizer.ts'
import { backendsUnderTest } from './backends-under-test.ts'
import type { Optimizer, Scalar, Tensor2D, Tf, Variable } from '../../src/tensor/tfjs/tf.ts'

const backend = backendsUnderTest[backendsUnderTest.length - 1]
let tf: Tf
beforeAll(async () => {
  tf = (await openTensors({ backend })).tf
})

describe.runIf(backend === 'wasm')('wasm kernels', () => {
  test('tanh is right to 2e-7 and the products of transposed matrices are those of plain JavaScript', async () => {
    const [a, b] = [[0.5, -1, 2, 3, 0.1, -0.7], [1, 2, 3, -4, 5, 6]] // prettier-ignore
    const products = (): number[][] =>
      [false, true].flatMap((transposeA) =>
        [false, true].map((transposeB) => {
          const left = tf.tensor3d(a, transposeA ? [1, 3, 2] : [1, 2, 3])
          const right = tf.tensor3d(b, transposeB ? [1, 2, 3] : [1, 3, 2])
          return [...tf.tidy(() => tf.matMul(left, right, transposeA, transposeB)).dataSync()]
        }),
      )
    const fast = products()
    const x = Array.from({ length: 401 }, (_, i) => (i - 200) / 10)
    const before = tf.memory().numTensors
    const input = tf.tensor1d(x)
    const tanh = tf.tanh(input)
    const values = tanh.dataSync()
    input.dispose()
    tanh.dispose()
    expect(tf.memory().numTensors).toBe(before)
    x.forEach((at, i) => expect(Math.abs(values[i] - Math.tanh(at))).toBeLessThan(2e-7))
    await tf.setBackend('cpu')
    const plain = products()
    await tf.setBackend('wasm')
    fast.flat().forEach((value, i) => expect(value).toBeCloseTo(plain.flat()[i], 5))
  })
})

describe.runIf(backend === 'wasm')('the kernels that replace those of TensorFlow.js', () => {
  test('are what runs, and are put in place once', async () => {
    // 2·sigmoid(2x) − 1 in f32 knows no such small number; the kernel that it replaces does.
    expect([...tf.tidy(() => tf.tanh(tf.tensor1d([1e-12]))).dataSync()]).toEqual([0])
    const transpose = tf.getKernel('Transpose', 'wasm')
    let turned = 0
    const counted: typeof transpose = {
      ...transpose,
      kernelFunc: (call) => {
        turned++
        return transpose.kernelFunc(call)
      },
    }
    tf.unregisterKernel('Transpose', 'wasm')
    tf.registerKernel(counted)
    const square = (): void => tf.tidy(() => void tf.matMul(tf.ones([2, 3]), tf.ones([2, 3]), true, false).dataSync())
    square()
    expect(turned).toBe(1)
    const before = tf.getKernel('BatchMatMul', 'wasm').kernelFunc
    await openTensors({ backend })
    expect(tf.getKernel('BatchMatMul', 'wasm').kernelFunc).toBe(before)
    tf.unregisterKernel('Transpose', 'wasm')
    tf.registerKernel(transpose)
  })
})

describe('tfjs-node on newer versions of Node.js', () => {
  test('finds the functions of node:util that it calls', () => {
    const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>
    const { isNullOrUndefined, isArray } = util
    try {
      delete util['isNullOrUndefined']
      delete util['isArray']
      restoreRemovedUtil()
      const check = util['isNullOrUndefined'] as (value: unknown) => boolean
      expect([undefined, null, 0, ''].map(check)).toEqual([true, true, false, false])
      expect(util['isArray']).toBe(Array.isArray)
    } finally {
      Object.assign(util, { isNullOrUndefined, isArray })
    }
  })
})

describe('a scheduled optimiser', () => {
  const one = (): Variable => tf.variable(tf.scalar(1), true, `w${Math.random()}`)
  const makers: readonly [string, (rate: number) => Optimizer, (rates: readonly number[]) => number][] = [
    ['sgd', (rate) => tf.train.sgd(rate), (rates) => rates.reduce((w, rate) => w - rate, 1)],
    ['momentum', (rate) => tf.train.momentum(rate, 0), (rates) => rates.reduce((w, rate) => w - rate, 1)],
    ['adam', (rate) => tf.train.adam(rate), (rates) => rates.reduce((w, rate) => w - rate, 1)],
  ]

  test.each(makers)('of %s steps with the rate of each step', (_, optimizer, expected) => {
    const rates = [0.1, 0.05, 0, 0.2]
    const w = one()
    const schedule = scheduledOptimizer(tf, { optimizer, learningRate: (step) => rates[step] ?? 0 })
    for (const [step, rate] of rates.entries()) {
      expect(schedule).toMatchObject({ step, nextRate: rate })
      // The gradient is 1 at every step, so that Adam's normalised step is the rate itself.
      schedule.minimize(() => tf.mul(w, 1), false, [w])
    }
    expect(w.dataSync()[0]).toBeCloseTo(expected(rates), 5)
    schedule.dispose()
    w.dispose()
  })

  test('groups of variables learn slower, or not at all', () => {
    const [slow, frozen, rest] = ['slow', 'frozen', 'rest'].map((name) => tf.variable(tf.scalar(1), true, name))
    const schedule = scheduledOptimizer(tf, {
      optimizer: (rate) => tf.train.sgd(rate),
      learningRate: 0.5,
      groups: [
        { match: (name) => name === 'slow', factor: 0.1 },
        { match: (name) => name === 'frozen', factor: 0 },
      ],
    })
    schedule.minimize(() => tf.addN([slow, frozen, rest]))
    expect([slow, frozen, rest].map((w) => w.dataSync()[0])).toEqual([expect.closeTo(0.95), 1, 0.5])
    for (const w of [slow, frozen, rest]) w.dispose()
  })

  test('refuses a rate that is none', () => {
    const optimizer = (rate: number): Optimizer => tf.train.sgd(rate)
    expect(() => scheduledOptimizer(tf, { optimizer, learningRate: -1 })).toThrow(/"learningRate" got -1/)
    expect(() => scheduledOptimizer(tf, { optimizer, learningRate: () => Number.NaN })).toThrow(
      /"learningRate" got NaN/,
    )
    const groups = [{ match: () => true, factor: -2 }]
    expect(() => scheduledOptimizer(tf, { optimizer, learningRate: 1, groups })).toThrow(/"groups.factor" got -2/)
  })

  test('drives model.fit', async () => {
    await memoryScope(tf, async () => {
      const model = tf.sequential({
        layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'zeros' })],
      })
      const optimizer = scheduledOptimizer(tf, { optimizer: (rate) => tf.train.sgd(rate), learningRate: (step) => 0.3 * 0.99 ** step }) // prettier-ignore
      model.compile({ optimizer, loss: 'meanSquaredError' })
      const [x, y] = [tf.tensor2d([-1, 0, 1, 2], [4, 1]), tf.tensor2d([-1, 1, 3, 5], [4, 1])]
      const history = await model.fit(x, y, { epochs: 60, batchSize: 4, shuffle: false, verbose: 0 })
      expect(optimizer.step).toBe(60)
      expect(history.history['loss'].at(-1)).toBeLessThan(1e-3)
      optimizer.dispose()
      model.dispose()
    })
  })
})

describe('minimize', () => {
  test('trains a tf.layers model on a differential equation by nested gradients', async () => {
    await memoryScope(tf, async () => {
      // u″ = u on [0, 1], u(0) = 1, u′(0) = −1: u = exp(−x).
      const init = (seed: number) => ({ kernelInitializer: tf.initializers.glorotNormal({ seed }) })
      const model = tf.sequential({
        layers: [
          tf.layers.dense({ units: 12, activation: 'tanh', inputShape: [1], ...init(1) }),
          tf.layers.dense({ units: 1, ...init(2) }),
        ],
      })
      const points = Array.from({ length: 16 }, (_, i) => i / 15)
      const x = tf.tensor2d(points, [16, 1])
      const start = tf.tensor2d([0], [1, 1])
      const loss = (): Scalar => {
        const u = fieldOf(tf, model, { x })
        const residual = tf.mean(tf.square(tf.sub(u.at('x', 'x'), u.at())))
        const first = fieldOf(tf, model, { x: start })
        const initial = tf.add(tf.square(tf.sub(first.at(), 1)), tf.square(tf.add(first.at('x'), 1)))
        return tf.add(residual, tf.sum(initial))
      }
      const optimizer = scheduledOptimizer(tf, { optimizer: (rate) => tf.train.adam(rate), learningRate: (k) => 0.03 * 0.995 ** k }) // prettier-ignore
      const losses: number[] = []
      const end = await minimize(loss, {
        optimizer,
        steps: 150,
        reportEvery: 75,
        onStep: ({ loss }) => void losses.push(loss),
      })
      expect(end).toMatchObject({ steps: 150, stopReason: 'schedule' })
      expect(losses).toHaveLength(2)
      const predicted = (model.predict(x) as Tensor2D).dataSync()
      points.forEach((at, i) => expect(Math.abs(predicted[i] - Math.exp(-at))).toBeLessThan(0.03))
      optimizer.dispose()
      model.dispose()
    })
  })

  test('stops when the loss is not finite, and when it is aborted', async () => {
    const w = tf.variable(tf.scalar(1), true, 'unstable')
    const optimizer = tf.train.sgd(1e20)
    const grow = (): Scalar => tf.mul(w, tf.square(w)) as Scalar
    const end = await minimize(grow, { optimizer, steps: 50, variables: [w], reportEvery: 1 })
    expect(end).toMatchObject({ stopReason: 'diverged' })
    expect(end.steps).toBeLessThan(50)
    const options = {
      optimizer,
      steps: 10,
      variables: [w],
      reportEvery: 1,
      signal: AbortSignal.abort(new Error('enough')),
    }
    w.assign(tf.scalar(0))
    await expect(minimize(grow, options)).rejects.toThrow('enough')
    await expect(minimize(grow, { optimizer, steps: 0 })).rejects.toMatchObject({ code: 'tensor/bad-option' })
    w.dispose()
    optimizer.dispose()
  })
})

describe('a memory scope', () => {
  test('frees what was made in it, keeps what is returned, and may await', async () => {
    const before = tf.memory().numTensors
    const kept = await memoryScope(tf, async () => {
      const a = tf.tensor1d([1, 2])
      await Promise.resolve()
      return { doubled: tf.mul(a, 2), note: 'text' }
    })
    expect(tf.memory().numTensors).toBe(before + 1)
    expect([...kept.doubled.dataSync()]).toEqual([2, 4])
    kept.doubled.dispose()
  })

  test('reports what survives a trial by name, or disposes of forgotten variables', async () => {
    const forget = (): void => void tf.variable(tf.scalar(1), true, 'forgotten')
    await expect(memoryScope(tf, forget, { name: 'Trial 7', leaks: 'throw' })).rejects.toThrow(
      'Trial 7 left 1 tensors with 4 bytes behind (among them the variables forgotten).',
    )
    tf.disposeVariables()
    const before = tf.memory().numTensors
    await memoryScope(tf, forget)
    expect(tf.memory().numTensors).toBe(before)
    let hidden: { dispose(): void } | null = null
    const keep = (): void => void (hidden = tf.keep(tf.tensor1d([1, 2])))
    await expect(memoryScope(tf, keep)).rejects.toMatchObject({
      code: 'tensor/leak',
      details: { tensors: 1, bytes: 8 },
    })
    hidden!.dispose()
  })

  test('frees what was made before an error', async () => {
    const before = tf.memory().numTensors
    const fail = (): never => {
      tf.tensor1d([1])
      throw new Error('in the trial')
    }
    await expect(memoryScope(tf, fail)).rejects.toThrow('in the trial')
    expect(tf.memory().numTensors).toBe(before)
  })

  test('makes a trial fail that leaves tensors behind, and not the one after it', async () => {
    const study = await createStudy({ storage: 'memory:', seed: 1 })
    const kept: { dispose(): void }[] = []
    await study.optimize(
      space({ x: float(0, 1) }),
      ({ x }, trial) =>
        memoryScope(
          tf,
          async () => {
            const y = tf.square(tf.scalar(x))
            if (trial.number === 1) kept.push(tf.keep(y))
            return (await y.data())[0]
          },
          { name: `Trial ${trial.number}` },
        ),
      { trials: 3, catch: [StateError], progress: false },
    )
    expect(study.trials.map(({ state }) => state)).toEqual(['complete', 'fail', 'complete'])
    kept[0].dispose()
  })

  test('notices a scope that overlaps it', async () => {
    let finishInner = (): void => {}
    const outer = memoryScope(tf, () => Promise.resolve().then(() => Promise.resolve()))
    const inner = memoryScope(tf, () => new Promise<void>((resolve) => (finishInner = resolve)))
    await expect(outer).rejects.toMatchObject({ code: 'tensor/overlapping-scopes' })
    finishInner()
    await inner
    tf.engine().endScope()
  })
})
