import { describe, expect, it } from 'vitest'
import type { OptimizeEnd, OptimizeStart } from '../../src/hpo/core/study-observer.ts'
import type { TrialRecord } from '../../src/hpo/core/trial-record.ts'
import { liveProgress, type LiveProgressOptions } from '../../src/lab/live-progress.ts'
import { trialOf } from '../hpo/plots/studies.ts'
import { FakeStream, FakeTime, Page } from './fakes.ts'

const startOf = (more: Partial<OptimizeStart> & { before?: readonly TrialRecord[] } = {}): OptimizeStart => ({
  study: { name: 'burgers', directions: ['minimize'], trials: more.before ?? [] },
  target: 10,
  timeoutMs: null,
  concurrency: 1,
  ...more,
})

/** Runs trials of one second each past a display, and gives what it left behind. */
function follow(
  trials: readonly Partial<TrialRecord>[],
  {
    start = startOf(),
    end = 'trials',
    ...options
  }: LiveProgressOptions & {
    start?: OptimizeStart
    end?: OptimizeEnd | null
  } = {},
) {
  const time = new FakeTime()
  const page = new Page()
  const stream = new FakeStream()
  const observer = liveProgress({ clock: time, timers: time, host: () => page, stream, ...options })
  observer.started(start)
  for (const [number, trial] of trials.entries()) {
    observer.trialStarted(number)
    time.advance(1000)
    observer.trialFinished(trialOf(number, trial))
  }
  if (end !== null) observer.finished({ reason: end })
  return { time, page, stream, observer, text: () => String(page.outputs[0]['text/plain']) }
}

const complete = (value: number): Partial<TrialRecord> => ({ values: [value] })

describe('liveProgress in a notebook', () => {
  it('updates one output in place, in HTML and in plain text', () => {
    const { page } = follow([complete(3), complete(2)])
    expect(page.calls.length).toBeGreaterThan(2)
    expect(page.outputs).toHaveLength(1)
    expect(Object.keys(page.outputs[0])).toEqual(['text/html', 'text/plain'])
  })

  it('shows nothing of a call that has no trials to run', () => {
    expect(follow([], { start: startOf({ target: 0 }) }).page.outputs).toEqual([])
  })

  it('shows bar, trials, best value with its trial, speed, time left, pruned and failed', () => {
    const { text } = follow([complete(3), complete(0.0123), { state: 'pruned' }, { state: 'fail' }], { end: null })
    expect(text()).toBe(
      '████████              40 % · 4/10 trials · best 0.0123 (trial 1) · 1 trials/s · 6.0 s left · 1 pruned · 1 failed',
    )
  })

  it('shows an empty bar before the first trial, without a best value and without a guess of the time', () => {
    expect(follow([], { end: null }).text()).toBe(`${' '.repeat(20)}   0 % · 0/10 trials · 0.0 s so far`)
  })

  it('shows a full bar at the end', () => {
    const { text } = follow(Array.from({ length: 10 }, () => complete(1)))
    expect(text()).toBe('████████████████████ 100 % · 10/10 trials · best 1 (trial 0) · 1 trials/s · done after 10 s')
  })

  it('knows the best of earlier calls, and which way is better', () => {
    const study = { name: 's', directions: ['maximize'] as const, trials: [trialOf(0, complete(7))] }
    expect(follow([complete(5)], { start: startOf({ study }) }).text()).toContain('best 7 (trial 0)')
    expect(follow([{}, complete(9)], { start: startOf({ study }) }).text()).toContain('best 9 (trial 1)')
  })

  it.each([
    ['NaN', [complete(Number.NaN), complete(2)], 'best 2 (trial 1)'],
    ['−∞', [complete(Number.NEGATIVE_INFINITY)], 'best −∞ (trial 0)'],
    ['violated constraints', [{ values: [1], systemAttrs: { constraints: [3] } }, complete(2)], 'best 2 (trial 1)'],
  ])('copes with %s', (_what, trials, text) => {
    expect(follow(trials).text()).toContain(text)
  })

  it('names no best of several objectives', () => {
    const study = { name: 's', directions: ['minimize', 'minimize'] as const, trials: [] }
    expect(follow([{ values: [1, 2] }], { start: startOf({ study }) }).text()).not.toContain('best')
  })

  it('fills the bar by time when only a timeout ends the study', () => {
    const start = startOf({ target: null, timeoutMs: 8000 })
    expect(follow([complete(1), complete(1)], { start, end: null }).text()).toMatch(
      / 25 % · 2 trials · .* 6\.0 s left$/,
    )
  })

  it('takes whichever of target and timeout comes first', () => {
    const start = startOf({ timeoutMs: 4000 })
    expect(follow([complete(1), complete(1)], { start, end: null }).text()).toMatch(/ 50 % · 2\/10 .* 2\.0 s left$/)
  })

  it('shows stripes, not a number, when nobody knows how long it will take', () => {
    const { page, text } = follow([complete(1)], { start: startOf({ target: null }), end: null })
    expect(text()).toBe('···················· · 1 trial · best 1 (trial 0) · 1 trials/s · 1.0 s so far')
    expect(page.outputs[0]['text/html']).toContain('repeating-linear-gradient')
  })

  it.each([
    ['stopped', 'stopped after'],
    ['aborted', 'interrupted after'],
    ['error', 'ended by an error after'],
    ['timeout', 'time is up after'],
  ] as const)('says how it ended: %s', (end, words) => {
    expect(follow([complete(1)], { end }).text()).toContain(words)
  })

  it('shows at most five states a second, and the last one always', () => {
    const time = new FakeTime()
    const page = new Page()
    const observer = liveProgress({ clock: time, timers: time, host: () => page })
    observer.started(startOf({ target: 1000 }))
    for (let number = 0; number < 1000; number++) {
      observer.trialStarted(number)
      time.advance(1)
      observer.trialFinished(trialOf(number, complete(1000 - number)))
    }
    expect(page.calls.length).toBeLessThanOrEqual(6)
    observer.finished({ reason: 'trials' })
    expect(page.outputs[0]['text/plain']).toContain('1000/1000 trials · best 1 (trial 999)')
    expect(time.pending).toBe(0)
  })

  it('shows what came too early a little later, even if nothing else happens', () => {
    const { time, text, observer } = follow([complete(1)], { end: null })
    observer.trialFinished(trialOf(1, complete(0.5)))
    expect(text()).toContain('1/10')
    time.advance(200)
    expect(text()).toContain('2/10')
  })

  it('slows down its guess while a trial takes long', () => {
    const { time, text, observer } = follow([complete(1), complete(1)], { end: null })
    time.advance(38_000)
    observer.reported?.(2, 1, 0.5)
    expect(text()).toContain('20 s per trial · 2 min 40 s left')
  })

  it('gives each call of optimize an output of its own', () => {
    const { page, observer } = follow([complete(1)])
    observer.started(startOf())
    observer.finished({ reason: 'trials' })
    expect(page.outputs).toHaveLength(2)
  })

  it('holds no script and no markup of the user, and follows the colours of the theme', () => {
    const study = { name: '<script>alert(1)</script>', directions: ['minimize'] as const, trials: [] }
    const html = String(follow([complete(1)], { start: startOf({ study }) }).page.outputs[0]['text/html'])
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;script&gt;')
    expect(html).toContain('var(--jp-ui-font-color1')
  })

  it('is silent when the caller or the options ask for it', () => {
    expect(follow([complete(1)], { where: 'silent' }).page.calls).toEqual([])
    expect(follow([complete(1)], { start: startOf({ progress: false }) }).page.calls).toEqual([])
  })

  it('gives up a page that is gone, without an error', () => {
    let tries = 0
    const host = () => ({
      display() {
        tries += 1
        throw new Error('closed')
      },
    })
    follow([complete(1), complete(2)], { host })
    expect(tries).toBe(1)
  })
})

describe('liveProgress outside a notebook', () => {
  const outside = { host: () => null }

  it('draws one line over itself on a terminal, and ends it', () => {
    const stream = new FakeStream({ isTTY: true, columns: 60 })
    follow([complete(1), complete(2)], { ...outside, stream })
    const draws = stream.text.split('\r\u001B[2K').slice(1)
    expect(draws.length).toBeGreaterThan(2)
    expect(Math.max(...draws.map((line) => line.trimEnd().length))).toBeLessThan(60)
    expect(stream.text.match(/\n/g)).toHaveLength(1)
    expect(stream.text.endsWith('\n')).toBe(true)
  })

  it('writes a line for every tenth into a log, without control characters', () => {
    const stream = new FakeStream()
    follow(
      Array.from({ length: 40 }, () => complete(1)),
      { ...outside, stream, start: startOf({ target: 40 }) },
    )
    expect(stream.lines).toHaveLength(10)
    expect(stream.lines[0]).toMatch(/^burgers: █ +10 % · 4\/40 trials · best 1 \(trial 0\)/)
    expect(stream.lines.at(-1)).toMatch(/100 % · 40\/40 trials .* done after 40 s/)
    expect(stream.text).not.toContain('\r')
    expect(stream.text).not.toContain('\u001B')
  })

  it('writes a line a minute when nobody knows how long it will take', () => {
    const stream = new FakeStream()
    follow(
      Array.from({ length: 150 }, () => complete(1)),
      { ...outside, stream, start: startOf({ target: null }), end: 'stopped' },
    )
    expect(stream.lines).toHaveLength(3)
  })

  it('shows nothing when it is meant for a notebook', () => {
    const stream = new FakeStream()
    follow([complete(1)], { ...outside, stream, where: 'notebook' })
    expect(stream.text).toBe('')
  })
})
