import { afterEach, describe, expect, it } from 'vitest'
import {
  type DisplayOptions,
  displaySymbol,
  type MimeBundle,
  provideDisplayHost,
  vegaLiteMime,
} from '../../src/base/display.ts'
import { InputError } from '../../src/base/errors.ts'
import { floatDistribution } from '../../src/hpo/space/distribution.ts'
import { definition as random } from '../../src/hpo/samplers/random.ts'
import { openStorage } from '../../src/hpo/storages/open-storage.ts'
import { Study } from '../../src/hpo/study/study.ts'
import { attachLab } from '../../src/lab/attach-lab.ts'
import { watch } from '../../src/lab/watch-study.ts'
import { renderValue } from '../../src/notebook/display/render-value.ts'
import { FakeStream, FakeTime, Page } from './fakes.ts'

afterEach(() => provideDisplayHost(null))

async function newStudy(directions: readonly ('minimize' | 'maximize')[] = ['minimize']): Promise<Study> {
  return Study.open({
    storage: await openStorage('memory:'),
    name: 'parabola',
    directions,
    sampler: random.create(),
    seed: 1,
  })
}

/** A page as the notebook session gives it: it keeps the place of what is still being rendered. */
class SessionPage extends Page {
  private last: Promise<void> = Promise.resolve()

  show(value: unknown, options: Omit<DisplayOptions, 'metadata'> = {}): Promise<void> {
    const rendered = renderValue(value)
    this.last = this.last.then(async () => super.display((await rendered).data, options))
    return this.last
  }

  override display(bundle: MimeBundle, options: DisplayOptions = {}): void {
    this.last = this.last.then(() => super.display(bundle, options))
  }

  settled(): Promise<void> {
    return this.last
  }
}

function pageAndTime() {
  const page = new SessionPage()
  const time = new FakeTime()
  return { page, time, display: { host: () => page, clock: time, timers: time } }
}

const optimize = (study: Study, trials: number, eachTrial: () => void = () => undefined) =>
  study.optimize(
    async (trial) => {
      eachTrial()
      const x = trial.float('x', -1, 1)
      return x * x
    },
    { trials },
  )

describe('watch', () => {
  it('shows plots at once, updates them in place while the study runs, and leaves them exact and complete', async () => {
    const { page, time, display } = pageAndTime()
    const study = await newStudy()
    watch(study, { plots: ['history', 'slice'], display })
    await page.settled()
    expect(page.outputs).toHaveLength(2)
    expect(page.outputs[0]['text/plain']).toContain('No trial has finished yet.')

    await optimize(study, 20, () => time.advance(500))
    await page.settled()
    const [history, slice, progress] = page.outputs
    expect(page.outputs).toHaveLength(3)
    expect(history[vegaLiteMime]).toEqual(attachLab(study).plot.history().spec)
    expect(slice[vegaLiteMime]).toEqual(attachLab(study).plot.slice().spec)
    expect(history['image/svg+xml']).toMatch(/^<svg/)
    expect(progress['text/plain']).toContain('20/20 trials')
    await study.close()
  })

  it('updates each plot at most every 700 ms, and on the way without a still picture', async () => {
    const { page, time, display } = pageAndTime()
    const study = await newStudy()
    watch(study, { plots: ['history'], progress: false, display })
    await optimize(study, 100, () => time.advance(70))
    await page.settled()
    const updates = page.calls.slice(1, -1)
    expect(updates.length).toBeGreaterThanOrEqual(5)
    expect(updates.length).toBeLessThanOrEqual(11)
    expect(updates.filter(({ bundle }) => 'image/svg+xml' in bundle)).toEqual([])
    expect(page.calls.at(-1)?.bundle['text/plain']).toContain('100 trials: 100 complete')
    await study.close()
  })

  it('shows the end also on a page that cannot keep a place', async () => {
    const page = new Page()
    const study = await newStudy()
    const view = watch(study, { plots: ['history'], progress: false, display: { host: () => page } })
    await optimize(study, 5)
    await view.refresh()
    expect(page.outputs).toHaveLength(1)
    expect(page.outputs[0]['text/plain']).toContain('5 trials: 5 complete')
    await study.close()
  })

  it('follows every later call, too, until it is stopped', async () => {
    const { page, display } = pageAndTime()
    const study = await newStudy()
    const view = watch(study, { plots: ['history'], progress: false, display })
    await optimize(study, 2)
    await optimize(study, 2)
    await page.settled()
    expect(page.outputs[0]['text/plain']).toContain('4 trials: 4 complete')
    view.stop()
    await optimize(study, 2)
    await page.settled()
    expect(page.outputs[0]['text/plain']).toContain('4 trials: 4 complete')
    await study.close()
  })

  it('draws the trials that ended when the study is interrupted', async () => {
    const { page, display } = pageAndTime()
    const study = await newStudy()
    const stop = new AbortController()
    watch(study, { display })
    const run = study.optimize(
      (trial) => {
        if (trial.number === 3) stop.abort(new Error('enough'))
        return trial.float('x', 0, 1)
      },
      { trials: 10, signal: stop.signal },
    )
    await expect(run).rejects.toThrow('enough')
    await page.settled()
    expect(page.outputs[0]['text/plain']).toContain(`${study.trials.length} trials`)
    expect(page.outputs[1]['text/plain']).toContain('interrupted after')
    await study.close()
  })

  it('shows the reason in place of a plot that fails on the way, and the study goes on', async () => {
    const { page, display } = pageAndTime()
    const study = await newStudy()
    const target = (): number => {
      throw new Error('no such outcome')
    }
    watch(study, { plots: ['history'], progress: false, target, display })
    await optimize(study, 3)
    await page.settled()
    expect(study.trials).toHaveLength(3)
    expect(page.outputs[0]['text/plain']).toContain('no such outcome')
    await study.close()
  })

  it('shows progress once, though the study shows it by itself already', async () => {
    const { page, display } = pageAndTime()
    const study = attachLab(await newStudy(), display)
    watch(study, { plots: [], display })
    await optimize(study, 3)
    await page.settled()
    expect(page.outputs).toHaveLength(1)
    await study.close()
  })

  it('shows progress on the terminal where there is no notebook', async () => {
    const study = await newStudy()
    const stream = new FakeStream()
    watch(study, { display: { stream } })
    await optimize(study, 10)
    expect(stream.lines.at(-1)).toContain('10/10 trials')
    await study.close()
  })

  it.each([
    ['lab/unknown-plot', { plots: ['histroy'] }, '"histroy"'],
    ['lab/bad-plots', { plots: 'history' }, '"history"'],
    ['plots/unknown-option', { parms: ['x'] }, '"parms"'],
  ])('throws InputError %s', async (code, options, shown) => {
    const study = await newStudy()
    const call = (): unknown => watch(study, { ...options, display: pageAndTime().display } as never)
    expect(call).toThrow(InputError)
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringContaining(shown) as string }) as Error)
  })

  it('asks for a target before it shows anything of a study with two objectives', async () => {
    const { page, display } = pageAndTime()
    const study = await newStudy(['minimize', 'maximize'])
    expect(() => watch(study, { display })).toThrow('target: 0')
    expect(page.calls).toEqual([])
  })

  it('shows itself in a line, should it be the last expression of a cell', async () => {
    const view = watch(await newStudy(), { plots: ['history', 'slice'], display: { where: 'silent' } })
    expect(view[displaySymbol]()).toEqual({ 'text/plain': 'Watching "parabola": history, slice' })
  })
})

describe('attachLab', () => {
  it('gives the same study its plots as methods, hidden from printing', async () => {
    const study = await newStudy()
    const lab = attachLab(study)
    expect(lab).toBe(study)
    expect(Object.keys(lab.plot)).toEqual(['history', 'parallelCoordinates', 'slice'])
    expect(Object.keys(lab)).not.toContain('plot')
    await optimize(lab, 4)
    expect(lab.plot.slice({ params: ['x'] }).text).toContain('4 trials: 4 complete')
    await study.close()
  })

  it('shows progress by itself in a notebook, and nothing in a program', async () => {
    const page = new Page()
    const stream = new FakeStream()
    const study = attachLab(await newStudy(), { stream })
    await optimize(study, 2)
    provideDisplayHost(page)
    await optimize(study, 3)
    expect(stream.text).toBe('')
    expect(page.outputs[0]['text/plain']).toContain('3/3 trials')
    await study.close()
  })

  it('changes nothing the second time', async () => {
    const page = new Page()
    const study = attachLab(attachLab(await newStudy(), { host: () => page }), { host: () => page })
    await optimize(study, 2)
    expect(page.outputs).toHaveLength(1)
    await study.close()
  })

  it('says which parameters there are when a plot is asked for another', async () => {
    const study = attachLab(await newStudy())
    await study.enqueue({ x: 0.5 })
    await optimize(study, 1)
    expect(() => study.plot.slice({ params: ['y'] })).toThrow('Allowed: x.')
    expect(study.trials[0].distributions.x).toEqual(floatDistribution('x', { low: -1, high: 1 }))
    await study.close()
  })
})
