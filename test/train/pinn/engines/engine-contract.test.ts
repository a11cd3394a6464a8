import { describe, expect, test } from 'vitest'
import { openTensors } from '../../../../src/tensor/tfjs/open-tensors.ts'
import { balancing } from '../../../../src/train/balancing/registry.ts'
import type { TrainCheckpoint } from '../../../../src/train/pinn/run/checkpoint.ts'
import { problem } from '../../../../src/train/pinn/define-problem.ts'
import { engineNames, type EngineName } from '../../../../src/train/pinn/engines/engine-use.ts'
import { burgers } from '../../../../src/train/pinn/problems/burgers.ts'
import { inverseDiffusion } from '../../../../src/train/pinn/problems/inverse-diffusion.ts'
import type { PinnProblem } from '../../../../src/train/pinn/pinn-problem.ts'
import { circle } from '../circle.ts'
import { train } from '../../../../src/train/pinn/train.ts'
import type { TrainResult } from '../../../../src/train/pinn/train-result.ts'
import type { TrainOptions } from '../../../../src/train/pinn/train-options.ts'

type Precision = 'f32' | 'f64'

/** Derivatives up to the fourth order, mixed ones too. */
const wrinkled = problem({
  name: 'wrinkled',
  domain: { x: [-1, 1], t: [0, 1] },
  terms: {
    equation: { residual: ({ u, u_t, u_x, u_xt, u_xxx, u_xxtt }) => u_t + u * u_x + u_xt * u_xxx - u_xxtt },
    start: { at: { t: 0 }, residual: ({ u, x }) => u - x },
  },
})

// A second order, data beside the coordinates and a trained coefficient, and a network with two outputs.
const problems = { burgers: burgers({ viscosity: 0.1 }), inverseDiffusion: inverseDiffusion(), circle, wrinkled }

const fourSteps: TrainOptions<string> = {
  net: { width: 9, depth: 2, activation: 'tanh' },
  schedule: { adam: 4 },
  progressPoints: 4,
  points: 40,
  seed: 5,
}

const nets: Readonly<Record<string, TrainOptions<string>['net']>> = {
  sin: { activation: 'sin' },
  silu: { activation: 'silu' },
  gelu: { activation: 'gelu' },
  residual: { architecture: 'residual', depth: 3 },
  'modified MLP': { architecture: 'modifiedMlp' },
  'Fourier features': { fourier: { features: 3, scale: 0.5 } },
  'symmetry and conditions built in': {
    symmetry: ['odd', null],
    // u = −sin πx + t N: the initial condition of Burgers.
    transform: {
      offset: (at, [dx, dt]) => (dt > 0 ? 0 : -(Math.PI ** dx) * Math.sin(Math.PI * at[0] + (dx * Math.PI) / 2)),
      factor: (at, [dx, dt]) => (dx > 0 ? 0 : [at[1], 1, 0, 0, 0][dt]),
    },
  },
}

function run(of: PinnProblem, options: TrainOptions<string>): Promise<TrainResult<string>> {
  return train(of, { ...fourSteps, ...options })
}

/** The losses that the plain engine gives, once for all engines. */
const plainLosses = new Map<string, Promise<readonly number[]>>()

function plainTrace(name: string, of: PinnProblem, options: TrainOptions<string>): Promise<readonly number[]> {
  const trace =
    plainLosses.get(name) ??
    run(of, { ...options, engine: 'plain' }).then(({ history }) => history.map(({ loss }) => loss))
  plainLosses.set(name, trace)
  return trace
}

const precisions: Readonly<Record<EngineName, readonly Precision[]>> = {
  wasm: ['f32', 'f64'],
  plain: ['f64'],
  onnx: ['f32', 'f64'],
  tfjs: ['f32'],
}
const cases = engineNames.flatMap((engine) => precisions[engine].map((precision) => ({ engine, precision })))

describe.each(cases)('the engine $engine in $precision', ({ engine, precision }) => {
  test.each(Object.entries(problems))('gives the loss trace of the plain engine: %s', async (name, of) => {
    const tolerance = precision === 'f64' ? 1e-10 : 1e-5
    const [own, plain] = [await run(of, { engine, precision }), await plainTrace(name, of, {})]
    expect(own.history).toHaveLength(4)
    own.history.forEach(({ loss }, step) => {
      expect(Math.abs(loss / plain[step] - 1)).toBeLessThan(tolerance)
    })
    expect(own.phases.map((phase) => phase.engine)).toMatchObject([
      { engine, precision, reason: expect.stringContaining('it was asked for') },
    ])
  })

  test.each(Object.entries(nets))(
    'gives the loss trace of the plain engine for every network: %s',
    async (name, more) => {
      const net = { width: 7, depth: 2, ...more }
      if (engine === 'onnx' && precision === 'f64' && more?.activation === 'gelu') {
        // ONNX Runtime has the error function in f32 only.
        return expect(run(problems.burgers, { engine, precision, net })).rejects.toThrow(
          'f32 for a graph with the error',
        )
      }
      const [own, plain] = [
        await run(problems.burgers, { engine, precision, net }),
        await plainTrace(name, problems.burgers, { net }),
      ]
      own.history.forEach(({ loss }, step) => {
        expect(Math.abs(loss / plain[step] - 1)).toBeLessThan(precision === 'f64' ? 1e-10 : 1e-5)
      })
    },
  )

  test('repeats itself bit for bit, and from any checkpoint, with balanced weights and fresh points', async () => {
    const checkpoints: TrainCheckpoint[] = []
    const options: TrainOptions<string> = {
      engine,
      precision,
      schedule: { adam: 6, soap: 2, lbfgs: 2, levenbergMarquardt: 1 },
      balancing: balancing.lra({ every: 2 }),
      resampleEvery: 3,
      points: 20,
      progressPoints: 11,
      onCheckpoint: (one) => void checkpoints.push(structuredClone(one)),
    }
    const whole = await run(problems.burgers, options)
    expect((await run(problems.burgers, options)).parameters).toEqual(whole.parameters)
    for (const at of [1, 6, 8]) {
      const rest = await run(problems.burgers, { ...options, onCheckpoint: undefined, resumeFrom: checkpoints[at] })
      expect(rest.parameters).toEqual(whole.parameters)
      expect(rest.history).toEqual(whole.history)
    }
    expect(whole.phases.map((phase) => phase.engine.precision)).toEqual([precision, precision, 'f64', 'f64'])
  })

  test('names the term that diverged', async () => {
    const { stopReason, divergedTerm } = await run(problem(brokenSpec), { engine, precision })
    expect([stopReason, divergedTerm]).toEqual(['diverged', 'broken'])
  })
})

const brokenSpec = {
  name: 'broken',
  domain: { x: [0, 1] as const },
  terms: {
    fine: { residual: ({ u }: { u: number }) => u },
    broken: { residual: ({ u }: { u: number }) => Math.sqrt(-1 - u * u) },
  },
}

describe('the choice of an engine', () => {
  test('is WebAssembly in f32 and then in f64 unless something else is asked for, and says why', async () => {
    const { phases } = await run(problems.burgers, { schedule: { adam: 1, lbfgs: 1 } })
    const reason = 'it is the fastest that every machine has'
    expect(phases.map((phase) => phase.engine)).toEqual([
      { engine: 'wasm', precision: 'f32', reason },
      { engine: 'wasm', precision: 'f64', reason },
    ])
  })

  test('is plain TypeScript where WebAssembly is off', async () => {
    process.env['ANSATZ_WASM'] = 'off'
    try {
      const { phases } = await run(problems.burgers, {})
      expect(phases[0].engine).toMatchObject({ engine: 'plain', precision: 'f64' })
    } finally {
      delete process.env['ANSATZ_WASM']
    }
  })

  test('gives L-BFGS to our own engine where ONNX Runtime was asked for, and says why', async () => {
    const { phases } = await run(problems.burgers, { engine: 'onnx', schedule: { adam: 1, lbfgs: 1 } })
    expect(phases[1].engine).toEqual({
      engine: 'wasm',
      precision: 'f64',
      reason: 'ONNX Runtime serves optimisers that look at the loss once a step',
    })
  })

  test('says on which backend TensorFlow.js computes, and leaves no tensor behind', async () => {
    const { tf } = await openTensors()
    const before = tf.memory().numTensors
    const { phases } = await run(problems.burgers, { engine: 'tfjs', resampleEvery: 2 })
    expect(phases[0].engine.reason).toBe('it was asked for; it computes on wasm (WebAssembly SIMD, one core)')
    expect(tf.memory().numTensors).toBe(before)
  })

  test('is an error where TensorFlow.js has no backend', async () => {
    process.env['ANSATZ_BACKEND'] = 'none'
    try {
      await expect(run(problems.burgers, { engine: 'tfjs' })).rejects.toMatchObject({ code: 'tensor/unknown-backend' })
    } finally {
      delete process.env['ANSATZ_BACKEND']
    }
  })

  const cubed = (z: number): number => z ** 3
  test.each<[string, string, TrainOptions<string>, PinnProblem?]>([
    ['an engine that there is not', 'train/bad-option', { engine: 'cuda' as EngineName }],
    ['a precision that there is not', 'train/bad-option', { precision: 'f16' as Precision }],
    ['f32 in plain TypeScript', 'train/bad-option', { engine: 'plain', precision: 'f32' }],
    ['f64 in TensorFlow.js', 'train/bad-option', { engine: 'tfjs', precision: 'f64' }],
    ['an activation that graphs do not know', 'train/bad-option', { engine: 'onnx', net: { activation: { name: 'cube', derivatives: [cubed, cubed, cubed, cubed] } } }], // prettier-ignore
    ['an activation of the user', 'train/no-engine', { engine: 'wasm', net: { activation: { name: 'cube', derivatives: [cubed, cubed, cubed, cubed] } } }], // prettier-ignore
    ['weights of single points in a graph', 'train/no-engine', { engine: 'onnx', balancing: balancing.selfAdaptive() }],
  ])('refuses %s: %s', async (_, code, options) => {
    await expect(run(problems.burgers, options)).rejects.toMatchObject({ code })
  })

  test('refuses a residual that is not one expression, where the engine reads expressions', async () => {
    const stepwise = problem({
      name: 'stepwise',
      domain: { x: [0, 1] },
      terms: {
        equation: {
          residual: ({ u, u_x }) => {
            let sum = u_x
            for (let i = 0; i < 2; i++) sum += u
            return sum
          },
        },
      },
    })
    await expect(run(stepwise, { engine: 'onnx' })).rejects.toMatchObject({ code: 'train/no-engine' })
    expect((await run(stepwise, { engine: 'wasm' })).stopReason).toBe('schedule')
  })
})
