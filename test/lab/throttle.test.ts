import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { throttle } from '../../src/lab/throttle.ts'
import { FakeTime } from './fakes.ts'

describe('throttle', () => {
  it('emits the first request at once, and one more for all that come too early', () => {
    const time = new FakeTime()
    const at: number[] = []
    const display = throttle(() => at.push(time.now()), { clock: time, timers: time, intervalMs: () => 100 })
    display.request()
    time.advance(30)
    display.request()
    display.request()
    time.advance(500)
    display.request()
    expect(at).toEqual([0, 100, 530])
  })

  it('emits on flush whatever the time, and nothing from before comes after it', () => {
    const time = new FakeTime()
    const at: number[] = []
    const display = throttle(() => at.push(time.now()), { clock: time, timers: time, intervalMs: () => 100 })
    display.request()
    time.advance(10)
    display.request()
    display.flush()
    time.advance(1000)
    expect(at).toEqual([0, 10])
    expect(time.pending).toBe(0)
  })

  it('forgets on cancel what was asked for', () => {
    const time = new FakeTime()
    let emitted = 0
    const display = throttle(() => (emitted += 1), { clock: time, timers: time, intervalMs: () => 100 })
    display.request()
    display.request()
    display.cancel()
    time.advance(1000)
    expect(emitted).toBe(1)
  })

  it('never emits more often than allowed, and always the last state', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1 }), (gaps) => {
        const time = new FakeTime()
        const emitted: { at: number; state: number }[] = []
        let state = 0
        const display = throttle(() => emitted.push({ at: time.now(), state }), {
          clock: time,
          timers: time,
          intervalMs: () => 100,
        })
        for (const gap of gaps) {
          time.advance(gap)
          state += 1
          display.request()
        }
        time.advance(100)
        for (const [index, { at }] of emitted.slice(1).entries())
          expect(at - emitted[index].at).toBeGreaterThanOrEqual(100)
        expect(emitted.at(-1)?.state).toBe(state)
      }),
    )
  })
})
