import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { earlyStopping } from '../../../src/hpo/schedulers/early-stopping.ts'
import { refusal } from '../study/setup.ts'

/** The values until it stops, and where. */
function run(values: readonly number[], options?: Parameters<typeof earlyStopping>[0]) {
  const stopping = earlyStopping(options)
  const stop = values.findIndex((value) => stopping.update(value))
  return { stop, best: stopping.bestValue, at: stopping.bestStep, stopped: stopping.stoppedStep }
}

describe('`earlyStopping.update`', () => {
  test('stops at the last of `patience` updates without an improvement', () => {
    expect(run([3, 2, 2, 2.5, 1, 9], { patience: 3 })).toEqual({ stop: -1, best: 1, at: 4, stopped: null })
    expect(run([3, 2, 2, 2.5, 9, 1], { patience: 3 })).toEqual({ stop: 4, best: 2, at: 1, stopped: 4 })
  })

  test('wants improvements by more than `minDelta`, from the best and not from the last value', () => {
    expect(run([1, 0.95, 0.91, 0.5], { patience: 2, minDelta: 0.1 })).toMatchObject({ stop: 2, best: 1 })
    expect(run([1, 0.8, 0.6, 0.4], { patience: 1, minDelta: 0.1 })).toMatchObject({ stop: -1, best: 0.4 })
  })

  test('maximises as it minimises, and takes NaN for no improvement', () => {
    expect(run([1, 2, 1, 1], { patience: 2, direction: 'maximize' })).toMatchObject({ stop: 3, best: 2, at: 1 })
    expect(run([NaN, NaN], { patience: 2 })).toEqual({ stop: 1, best: NaN, at: null, stopped: 1 })
    expect(run([Infinity, 5, NaN], { patience: 2 })).toMatchObject({ stop: -1, best: 5 })
    expect(run([-Infinity, -Infinity], { patience: 1 })).toMatchObject({ stop: 1, best: -Infinity })
  })

  test('takes the step of the caller', () => {
    const stopping = earlyStopping({ patience: 1 })
    stopping.update(1, undefined, 100)
    expect(stopping.update(2, undefined, 200)).toBe(true)
    expect([stopping.bestStep, stopping.stoppedStep]).toEqual([100, 200])
  })
})

describe('`earlyStopping.restore`', () => {
  test('brings back the best weights bit by bit, into the same arrays', () => {
    const bits = fc.float64Array({ minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(bits, fc.float32Array({ maxLength: 5 }), fc.double(), (w, b, scale) => {
        const weights = { layers: [{ w: w.slice(), b: b.slice() }], scale }
        const arrays = [weights.layers[0].w, weights.layers[0].b]
        const stopping = earlyStopping({ patience: 5 })
        stopping.update(1, weights)
        weights.layers[0].w.fill(7)
        weights.layers[0].b.fill(7)
        weights.scale = 7
        stopping.update(2, weights)
        expect(stopping.restore(weights)).toBe(weights)
        expect([weights.layers[0].w, weights.layers[0].b].every((array, i) => array === arrays[i])).toBe(true)
        expect(new Uint8Array(weights.layers[0].w.buffer)).toEqual(new Uint8Array(w.slice().buffer))
        expect(new Uint8Array(weights.layers[0].b.buffer)).toEqual(new Uint8Array(b.slice().buffer))
        expect(weights.scale).toBe(scale)
      }),
    )
  })

  test('restores once more after further updates, until a better moment or `reset`', async () => {
    const stopping = earlyStopping()
    const weights = [new Float64Array([1])]
    stopping.update(1, weights)
    weights[0][0] = 2
    stopping.update(0.5, weights)
    for (let i = 0; i < 2; i++) {
      weights[0][0] = 9
      expect(stopping.restore(weights)[0][0]).toBe(2)
    }
    stopping.reset()
    expect((await refusal(() => stopping.restore(weights))).code).toBe('early-stopping/nothing-kept')
  })

  test('leaves weights of another shape alone, and says where they differ', async () => {
    const stopping = earlyStopping()
    stopping.update(1, { a: new Float64Array(2), b: { c: new Float64Array(3) } })
    const other = { a: new Float64Array([5, 5]), b: { c: new Float64Array([5]) } }
    const error = await refusal(() => stopping.restore(other))
    expect(error.code).toBe('early-stopping/other-shape')
    expect(error.message).toContain('"b.c" are Float64Array(1). Allowed: Float64Array(3)')
    expect([...other.a]).toEqual([5, 5])
    for (const wrong of [{ a: new Float64Array(2) }, { a: new Float32Array(2), b: { c: new Float64Array(3) } }, []]) {
      expect((await refusal(() => stopping.restore(wrong))).code).toBe('early-stopping/other-shape')
    }
  })

  test('has nothing to restore with `restoreBest: false`', async () => {
    const stopping = earlyStopping({ restoreBest: false })
    stopping.update(1, [new Float64Array(1)])
    expect((await refusal(() => stopping.restore([]))).message).toContain('restoreBest: false')
  })
})

test('`earlyStopping` refuses options that it cannot use', async () => {
  for (const options of [{ patience: 0 }, { minDelta: -1 }, { direction: 'down' as never }]) {
    expect((await refusal(() => earlyStopping(options))).code).toBe('scheduler/bad-option')
  }
  expect((await refusal(() => earlyStopping({ patients: 1 } as never))).code).toBe('scheduler/unknown-option')
})
