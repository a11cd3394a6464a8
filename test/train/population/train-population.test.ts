import { describe, expect, it } from 'vitest'
import { trainPopulation } from '../../../src/train/population/train-population.ts'
import { createWorkerPool } from '../../../src/train/population/worker-pool.ts'

interface Input {
  readonly value: number
  readonly fail?: 'throw' | 'exit' | 'loop'
}

const module = new URL('member.mjs', import.meta.url)
const values = (...list: number[]): Input[] => list.map((value) => ({ value }))

describe('trainPopulation', () => {
  it('trains every member on few threads and keeps their order', async () => {
    const seen: [number, unknown][] = []
    const ends = await trainPopulation<number>(values(1, 2, 3, 4, 5), {
      module,
      workers: 2,
      onProgress: (member, progress) => seen.push([member, progress]),
    })
    expect(ends).toEqual([1, 4, 9, 16, 25].map((output) => ({ output, error: null })))
    expect(seen.sort(([a], [b]) => a - b)).toEqual([1, 2, 3, 4, 5].map((value, member) => [member, { started: value }]))
  })

  it('leaves the others alone when one throws or takes its thread down', async () => {
    const inputs: Input[] = [{ value: 1, fail: 'throw' }, { value: 2 }, { value: 3, fail: 'exit' }, { value: 4 }]
    const ends = await trainPopulation<number>(inputs, { module, workers: 1 })
    expect(ends.map(({ output }) => output)).toEqual([null, 4, null, 16])
    expect(ends[0].error).toMatchObject({ name: 'RangeError', message: 'too steep' })
    expect(ends[2].error).toMatchObject({ code: 'train/worker-ended', details: { exitCode: 7 } })
  })

  it('ends at once when aborted, in the middle of a loop and in the queue', async () => {
    const controller = new AbortController()
    const inputs: Input[] = [{ value: 1, fail: 'loop' }, { value: 2 }]
    const options = {
      module,
      workers: 1,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    }
    await expect(trainPopulation(inputs, options)).rejects.toThrow('enough')
    await expect(trainPopulation(inputs, options)).rejects.toThrow('enough')
  })

  it('reports a module that cannot be loaded as the error of each member', async () => {
    const ends = await trainPopulation(values(1), { module: new URL('missing.mjs', import.meta.url), workers: 1 })
    expect(String(ends[0].error)).toContain('Cannot find module')
  })
})

describe('createWorkerPool', () => {
  it('never trains more members at once than it has threads, and trains on after a failure', async () => {
    const pool = createWorkerPool<Input, number>({ module, workers: 2 })
    try {
      const first = await Promise.allSettled(
        [{ value: 1, fail: 'exit' as const }, ...values(2, 3)].map((input) => pool.run(input)),
      )
      expect(first.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
      expect(await pool.run({ value: 6 })).toBe(36)
    } finally {
      await pool.close()
    }
  })

  it('passes on what onProgress throws', async () => {
    const pool = createWorkerPool<Input, number>({ module, workers: 1 })
    const onProgress = (): void => {
      throw new Error('no more')
    }
    try {
      await expect(pool.run({ value: 1, fail: 'loop' }, { onProgress })).rejects.toThrow('no more')
    } finally {
      await pool.close()
    }
  })

  it.each([0, 1.5, Number.NaN])('refuses %d workers', (workers) => {
    expect(() => createWorkerPool({ module, workers })).toThrow(expect.objectContaining({ code: 'train/bad-option' }))
  })
})
