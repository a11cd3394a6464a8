import { expect, it } from 'vitest'
import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import { schedulers } from '../../../src/hpo/schedulers/registry.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { lossWeights } from '../../../src/hpo/space/kinds/loss-weights.ts'
import type { Infer } from '../../../src/hpo/space/node.ts'
import { space } from '../../../src/hpo/space/space.ts'
import type { TrainCheckpoint } from '../../../src/train/pinn/run/checkpoint.ts'
import { createWorkerPool } from '../../../src/train/population/worker-pool.ts'

const search = space({ lr: float(1e-4, 3e-2).log(), w: lossWeights(['equation', 'boundary'], { decades: 3 }) })

interface State {
  readonly seed: number
  readonly checkpoint: TrainCheckpoint | null
}

export interface Input extends State {
  readonly params: Infer<typeof search>
  readonly until: number
}

/** What a member did in one stretch. */
interface Stretch {
  readonly member: number
  readonly from: number
  readonly params: Input['params']
  readonly before: State
  readonly after: State
}

async function evolve(workers: number) {
  const stretches: Stretch[] = []
  const module = new URL('pinn-member.mjs', import.meta.url)
  const pool = createWorkerPool<Input, { value: number; state: State }>({ module, workers })
  const study = await createStudy({ storage: 'memory:', seed: 7 })
  try {
    const result = await study.evolve(
      search,
      {
        init: (_, { rng }): State => ({ seed: rng.integer(2 ** 32), checkpoint: null }),
        step: async (state: State, params, { member, from, steps, signal }) => {
          const end = await pool.run({ ...state, params, until: from + steps }, { signal })
          stretches.push({ member, from, params, before: state, after: end.state })
          return end
        },
      },
      {
        scheduler: schedulers.pbt({ population: 4, interval: 20, quantile: 0.25 }),
        steps: 60,
        concurrency: workers,
        progress: false,
      },
    )
    return { result, stretches }
  } finally {
    await pool.close()
  }
}

const onTwo = evolve(2)

it('a population of networks evolves on threads: who takes over goes on with the weights and the state of Adam', async () => {
  const { result, stretches } = await onTwo
  expect(stretches).toHaveLength(12)
  const at = (member: number, from: number): Stretch =>
    stretches.find((one) => one.member === member && one.from === from)!
  const exchanges = result.generations.flatMap(({ step, exchanges: all }) => all.map((one) => ({ step, ...one })))
  expect(exchanges.length).toBeGreaterThan(0)
  for (const { step, member, source } of exchanges) {
    const [child, parent] = [at(member, step), at(source, step - 20)]
    expect(child.before).toEqual(parent.after)
    expect(child.before.checkpoint!.optimizer.numbers['iterations']).toBe(step)
    expect(child.params).not.toEqual(parent.params)
    expect(child.after.checkpoint!.optimizer.numbers['iterations']).toBe(step + 20)
  }
  const best = result.best!
  expect(best.state.checkpoint!.steps).toBe(60)
  expect(best.value).toBe(result.generations.at(-1)!.best)
  expect(best.value).toBeLessThan(result.generations[0].best)
})

it('the result does not depend on the number of threads', async () => {
  const [two, one] = [await onTwo, await evolve(1)]
  expect(one.result).toEqual(two.result)
})
