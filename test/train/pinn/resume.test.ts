import { describe, expect, test } from 'vitest'
import { burgers } from '../../../src/train/pinn/problems/burgers.ts'
import type { TrainCheckpoint } from '../../../src/train/pinn/run/checkpoint.ts'
import { train } from '../../../src/train/pinn/train.ts'
import type { TrainOptions } from '../../../src/train/pinn/train-options.ts'

const problem = burgers({ viscosity: 0.1 })
type Terms = 'equation' | 'initial' | 'boundary'
const options: TrainOptions<Terms> = {
  net: { width: 6, depth: 2, activation: 'tanh' },
  schedule: { adam: 9, lbfgs: 8, levenbergMarquardt: 4 },
  points: 30,
  resampleEvery: 4,
  seed: 3,
  progressPoints: 21,
}

describe('train(problem, { resumeFrom })', () => {
  test('goes on from any checkpoint, in any phase, bit for bit as if it had never stopped', async () => {
    const checkpoints: TrainCheckpoint[] = []
    const whole = await train(problem, {
      ...options,
      onCheckpoint: (one) => void checkpoints.push(structuredClone(one)),
    })
    expect(checkpoints).toHaveLength(21)
    for (const checkpoint of [checkpoints[2], checkpoints[8], checkpoints[11], checkpoints[18]]) {
      const rest = await train(problem, { ...options, resumeFrom: checkpoint })
      expect(rest.parameters).toEqual(whole.parameters)
      expect(rest.history).toEqual(whole.history)
      expect(rest.steps).toBe(whole.steps)
    }
  })

  test('refuses the checkpoint of another problem, and of another seed', async () => {
    let checkpoint: TrainCheckpoint | undefined
    await train(problem, { ...options, schedule: { adam: 1 }, onCheckpoint: (one) => void (checkpoint = one) })
    for (const wrong of [
      { ...checkpoint!, problem: 'heat' },
      { ...checkpoint!, seed: 9 },
    ]) {
      await expect(train(problem, { ...options, resumeFrom: wrong })).rejects.toMatchObject({
        code: 'train/bad-checkpoint',
      })
    }
  })
})

test('train(problem, { resumeFrom }) refuses what JSON has made of a checkpoint, and that of another network', async () => {
  let saved: TrainCheckpoint | undefined
  await train(problem, { ...options, schedule: { adam: 1 }, onCheckpoint: (one) => void (saved = one) })
  const json = JSON.parse(JSON.stringify(saved)) as TrainCheckpoint
  await expect(train(problem, { ...options, resumeFrom: json })).rejects.toMatchObject({
    code: 'train/bad-checkpoint',
    message: expect.stringContaining('structuredClone'),
  })
  const wider = { ...options, net: { width: 7, depth: 2 } }
  await expect(train(problem, { ...wider, resumeFrom: saved })).rejects.toMatchObject({ code: 'optimize/bad-state' })
})

describe('train(problem, { earlyStopping })', () => {
  test('ends when nothing gets better, and gives the best parameters that were reported', async () => {
    const seen: { worstTerm: number; parameters: Float64Array }[] = []
    const run = await train(problem, {
      ...options,
      // A rate at which Adam gets worse soon.
      learningRate: 0.3,
      schedule: { adam: 200 },
      progressPoints: 200,
      earlyStopping: { patience: 5 },
      onCheckpoint: ({ history, optimizer }) => {
        seen.push({ worstTerm: history.at(-1)!.worstTerm, parameters: optimizer.arrays.x.slice() })
      },
    })
    expect(run.stopReason).toBe('early')
    const best = seen.reduce((a, b) => (b.worstTerm < a.worstTerm ? b : a))
    expect(run.parameters).toEqual(best.parameters)
    expect(run.worstTerm).toBe(best.worstTerm)
    expect(seen.length).toBe(seen.indexOf(best) + 6)
  })

  test.each([{ patience: 0 }, { patience: 2, minDelta: -1 }])('refuses %o', async (earlyStopping) => {
    await expect(train(problem, { ...options, earlyStopping })).rejects.toMatchObject({ code: 'train/bad-option' })
  })
})

test('train(problem, { resampleEvery }) trains on other points, and the same seed draws the same ones', async () => {
  const [a, b, kept] = [options, options, { ...options, resampleEvery: 0 }].map((one) => train(problem, one))
  expect((await a).parameters).toEqual((await b).parameters)
  expect((await a).parameters).not.toEqual((await kept).parameters)
})

describe('train(problem, { resumeFrom }) and engines', () => {
  const half = async (more: TrainOptions<Terms>): Promise<TrainCheckpoint> => {
    const saved: TrainCheckpoint[] = []
    await train(problem, { ...options, ...more, onCheckpoint: (one) => void saved.push(structuredClone(one)) })
    return saved[4]
  }

  test.each<TrainOptions<Terms>>([{ engine: 'plain' }, { engine: 'wasm', precision: 'f64' }, { engine: 'onnx' }])(
    'goes on with the engine of the checkpoint, %o, without being told, bit for bit',
    async (more) => {
      const whole = await train(problem, { ...options, ...more })
      const rest = await train(problem, { ...options, resumeFrom: await half(more) })
      expect(rest.parameters).toEqual(whole.parameters)
      expect(rest.history).toEqual(whole.history)
      expect(rest.phases).toEqual(whole.phases)
    },
  )

  test('goes on with another engine that is asked for, and says that the bits are others', async () => {
    const [checkpoint, whole] = [await half({ engine: 'plain' }), await train(problem, { ...options, engine: 'plain' })]
    const rest = await train(problem, { ...options, resumeFrom: checkpoint, engine: 'wasm' })
    expect(rest.phases[0].engine).toEqual({
      engine: 'wasm',
      precision: 'f32',
      reason: 'it was asked for; until the checkpoint it was plain in f64, so the last digits differ from one run',
    })
    expect(rest.parameters).not.toEqual(whole.parameters)
    // Five steps at 1e-3 from the same point.
    expect(rest.history[8].loss / whole.history[8].loss).toBeCloseTo(1, 4)
    const exact = await train(problem, { ...options, resumeFrom: await half({ precision: 'f64' }), precision: 'f32' })
    expect(exact.phases[0].engine).toMatchObject({ engine: 'wasm', precision: 'f32' })
    expect(exact.phases[0].engine.reason).toContain('wasm in f64')
  })

  test('goes on with what there is where the engine of the checkpoint cannot run, and says so', async () => {
    const checkpoint = await half({})
    process.env['ANSATZ_WASM'] = 'off'
    try {
      const rest = await train(problem, { ...options, resumeFrom: checkpoint })
      expect(rest.phases[0].engine).toMatchObject({ engine: 'plain', precision: 'f64' })
      expect(rest.phases[0].engine.reason).toContain('until the checkpoint it was wasm in f32')
      const asked = train(problem, { ...options, resumeFrom: checkpoint, engine: 'wasm' })
      await expect(asked).rejects.toMatchObject({ code: 'train/no-engine' })
    } finally {
      delete process.env['ANSATZ_WASM']
    }
  })
})
