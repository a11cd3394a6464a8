import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DisplayOptions, type MimeBundle, provideDisplayHost, vegaLiteMime } from '../../src/base/display.ts'
import { definition as random } from '../../src/hpo/samplers/random.ts'
import { openStorage } from '../../src/hpo/storages/open-storage.ts'
import { Study } from '../../src/hpo/study/study.ts'
import type { DashboardState } from '../../src/lab/dashboard.ts'
import { watch, type WatchOptions } from '../../src/lab/watch-study.ts'
import { provideCommHost } from '../../src/notebook/comms/comm-host.ts'
import { CommManager } from '../../src/notebook/comms/comm-manager.ts'
import type { CommStep } from '../../src/notebook/comms/comm-message.ts'
import { renderValue } from '../../src/notebook/display/render-value.ts'
import { FakeTime, Page } from './fakes.ts'

const viewMime = 'application/vnd.jupyter.widget-view+json'

/** A notebook whose page may have anywidget: what the widget's state is there, and what the page says. */
class Notebook extends Page {
  readonly time = new FakeTime()
  readonly steps: CommStep[] = []
  cell = 'cell-1'
  private readonly comms = new CommManager({ send: (step) => this.steps.push(step), announce() {} })

  open(): void {
    provideCommHost(this.comms)
    provideDisplayHost(this)
  }

  place(): string {
    return this.cell
  }

  async show(value: unknown, options: Omit<DisplayOptions, 'metadata'> = {}): Promise<void> {
    this.display((await renderValue(value)).data, options)
  }

  get state(): DashboardState {
    const states = this.steps.map(({ data }) => data.state as Partial<DashboardState> | undefined)
    return Object.assign({}, ...states) as DashboardState
  }

  get updates(): readonly Partial<DashboardState>[] {
    return this.steps.slice(1).map(({ data }) => data.state as Partial<DashboardState>)
  }

  async says(content: object): Promise<void> {
    await this.send({ method: 'custom', content })
  }

  async chooses(tab: string): Promise<void> {
    await this.send({ method: 'update', state: { tab }, buffer_paths: [] })
  }

  last(): MimeBundle {
    return this.outputs.at(-1)!
  }

  private send(data: CommStep['data']): Promise<void> {
    const { commId } = this.steps[0]
    return this.comms.receive({ step: 'message', commId, target: '', data, metadata: {}, buffers: [] })
  }
}

let notebook: Notebook
let study: Study

beforeEach(async () => {
  notebook = new Notebook()
  notebook.open()
  const storage = await openStorage('memory:')
  study = await Study.open({ storage, name: 'bowl', directions: ['minimize'], sampler: random.create(), seed: 1 })
})

afterEach(async () => {
  provideCommHost(null)
  provideDisplayHost(null)
  await study.close()
})

const ready = { kind: 'ready' }

function watchIt(options: WatchOptions = {}) {
  return watch(study, { display: { clock: notebook.time, timers: notebook.time }, ...options })
}

function optimize(trials: number, eachTrial: (number: number) => unknown = () => undefined) {
  const run = study.optimize(
    async (trial) => {
      await eachTrial(trial.number)
      return trial.float('x', -1, 1) ** 2
    },
    { trials },
  )
  return run
}

/** Everything that the test has set in motion has ended: drawings too, which no promise of `optimize` waits for. */
const until = (holds: () => boolean) => expect.poll(holds, { timeout: 10_000, interval: 10 }).toBe(true)

describe('watch in a notebook with widgets', () => {
  it('puts the dashboard before the plot and its picture as soon as a page has run its module, in one output', async () => {
    watchIt()
    expect(notebook.steps).toHaveLength(1)
    expect(notebook.steps[0].data.state).toMatchObject({ _model_module: 'anywidget', tab: 'history' })
    await notebook.says(ready)
    await until(() => viewMime in notebook.last())
    expect(notebook.outputs).toHaveLength(1)
    expect(Object.keys(notebook.last())).toEqual([viewMime, vegaLiteMime, 'image/svg+xml', 'text/plain'])
    expect(notebook.last()[viewMime]).toMatchObject({ model_id: notebook.steps[0].commId })
  })

  it('says where the study stands, keeps the ten best trials, and ends exact with a picture for every tab', async () => {
    watchIt()
    await notebook.says(ready)
    await optimize(24, () => notebook.time.advance(500))
    await until(() => notebook.state.picture_slice?.text.includes('24 trials: 24 complete') === true)
    const { head, best, tabs, stoppable } = notebook.state
    const { number, value } = { number: study.best.number, value: study.bestValue }
    expect(head).toMatchObject({ name: 'bowl', running: false, status: 'done', tone: 'good', fraction: 1 })
    expect(head.trials).toBe('24/24 trials')
    expect(head.facts[0].text).toContain(`(trial ${number})`)
    expect(best.columns).toEqual(['Trial', 'Value', 'x', 'Time'])
    expect(best.rows).toHaveLength(10)
    expect(Number(best.rows[0][1])).toBeCloseTo(value, 4)
    expect(stoppable).toBe(true)
    expect(tabs.map(({ label }) => label)).toEqual(expect.arrayContaining(['History', 'Parallel coordinates', 'Slice']))
    for (const { name } of tabs) expect(notebook.state[`picture_${name}`]?.svg).toMatch(/^<svg/)
    await until(() => String(notebook.last()['text/plain']).includes('24 trials: 24 complete'))
    expect(viewMime in notebook.last()).toBe(true)
  })

  it('updates its texts at most four times a second, and sends the last', async () => {
    watchIt()
    await notebook.says(ready)
    const before = notebook.updates.length
    await optimize(100, () => notebook.time.advance(50))
    const texts = notebook.updates.slice(before).filter((state) => 'head' in state)
    expect(texts.length).toBeGreaterThan(10)
    expect(texts.length).toBeLessThanOrEqual(5 * 4 + 2)
    expect(texts.at(-1)?.head?.trials).toBe('100/100 trials')
  })

  it('shows the time go on while a trial takes long', async () => {
    watchIt()
    await notebook.says(ready)
    await optimize(1, () => notebook.time.advance(10_000))
    const elapsed = notebook.updates.flatMap(({ head }) => head?.facts.filter(({ label }) => label === 'Elapsed') ?? [])
    expect(new Set(elapsed.map(({ text }) => text)).size).toBeGreaterThanOrEqual(10)
  })

  it('keeps the time and the speed of a run that has ended, also for a page that is opened later', async () => {
    watchIt()
    await notebook.says(ready)
    await optimize(4, () => notebook.time.advance(500))
    const { facts } = notebook.state.head
    notebook.time.advance(100_000)
    await notebook.says(ready)
    expect(notebook.state.head.facts).toEqual(facts)
    await optimize(0, () => undefined)
    expect(notebook.state.head).toMatchObject({ trials: '4/4 trials', facts })
  })

  it('draws during a run only the tab that is chosen, and at once when another one is', async () => {
    watchIt()
    await notebook.says(ready)
    const before = notebook.updates.length
    const drawnFor = (tab: string): boolean =>
      notebook.updates.slice(before).some((state) => `picture_${tab}` in state && state.head === undefined)
    await optimize(3, async (number) => {
      if (number !== 1) return
      await until(() => drawnFor('history'))
      expect(drawnFor('slice')).toBe(false)
      await notebook.chooses('slice')
      await until(() => drawnFor('slice'))
    })
  })

  it('stops the study after the running trial when the page says so', async () => {
    watchIt()
    await notebook.says(ready)
    await optimize(50, (number) => (number === 4 ? notebook.says({ kind: 'stop' }) : undefined))
    expect(study.trials).toHaveLength(5)
    expect(notebook.state.head).toMatchObject({ status: 'stopped', running: false })
  })

  it('draws and sends nothing where no page has it; the plot and the progress are shown instead', async () => {
    watchIt({ plots: ['history', 'slice'] })
    await optimize(8, () => notebook.time.advance(1000))
    expect(notebook.steps).toHaveLength(1)
    await until(() => notebook.outputs.some((bundle) => 'image/svg+xml' in bundle))
    const [plot, progress] = notebook.outputs
    expect(notebook.outputs).toHaveLength(2)
    expect(Object.keys(plot)).toEqual([vegaLiteMime, 'image/svg+xml', 'text/plain'])
    expect(plot['image/svg+xml']).toContain('History · bowl')
    expect(plot['image/svg+xml']).toContain('Slice · bowl')
    expect(progress['text/plain']).toContain('8/8 trials')
  })

  it('shows progress in a slow first trial once it has waited for the page in vain', async () => {
    watchIt()
    await optimize(1, async () => {
      await until(() => notebook.outputs.length === 1)
      notebook.time.advance(2000)
      expect(notebook.last()['text/html']).toContain('0/1 trials')
    })
  })

  it('shows progress where the study runs, when that is not the cell of the dashboard', async () => {
    watchIt()
    await notebook.says(ready)
    await optimize(2)
    expect(notebook.outputs).toHaveLength(1)
    notebook.cell = 'cell-2'
    await optimize(3)
    expect(notebook.outputs).toHaveLength(2)
    expect(notebook.outputs[1]['text/plain']).toContain('3/3 trials')
    expect(notebook.state.head.trials).toBe('3/3 trials')
  })

  it('follows nothing after stop, whatever the page says', async () => {
    const view = watchIt()
    await notebook.says(ready)
    await until(() => viewMime in notebook.last())
    view.stop()
    const before = notebook.steps.length
    await optimize(3, () => notebook.time.advance(5000))
    await notebook.says(ready)
    expect(notebook.steps).toHaveLength(before)
    expect(notebook.time.pending).toBe(0)
  })

  it.each([
    ['with widget: false', { widget: false }],
    ['without plots', { plots: [] }],
  ] as const)('opens no widget %s', (_, options) => {
    watchIt(options)
    expect(notebook.steps).toEqual([])
    expect(notebook.outputs.length).toBeLessThanOrEqual(1)
  })

  it('shows the dashboard without waiting with widget: true', async () => {
    watchIt({ widget: true })
    await until(() => notebook.calls.length > 0)
    expect(Object.keys(notebook.last())[0]).toBe(viewMime)
  })

  it('throws InputError for another widget option', () => {
    expect(() => watchIt({ widget: 'always' as never })).toThrow("Allowed: 'auto', true or false")
  })
})
