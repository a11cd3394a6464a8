import type { Clock } from '../base/clock.ts'
import type { MimeBundle } from '../base/display.ts'
import type { StudyObserver } from '../hpo/core/study-observer.ts'
import type { TrialRecord } from '../hpo/core/trial-record.ts'
import { AnyWidget } from '../notebook/comms/any-widget.ts'
import { loadVega } from '../notebook/display/vega-renderer.ts'
import { bestTable, type BestTable } from './best-table.ts'
import { type DashboardHead, dashboardHead } from './dashboard-head.ts'
import { dashboardModule } from './dashboard-module.ts'
import { type DashboardPicture, dashboardPicture } from './dashboard-picture.ts'
import { dashboardStyle } from './dashboard-style.ts'
import type { LiveFigure } from './live-plots.ts'
import type { ObservableStudy } from './observable-study.ts'
import { type ProgressTracker, trackProgress } from './progress-snapshot.ts'
import { throttle, type Timers } from './throttle.ts'
import { upToDate } from './up-to-date.ts'

export interface DashboardInput {
  readonly study: ObservableStudy
  /** One tab each; at least one. */
  readonly figures: readonly (LiveFigure & { readonly label: string })[]
  readonly clock: Clock
  readonly timers: Timers
}

export interface DashboardState {
  readonly head: DashboardHead
  readonly best: BestTable
  readonly stoppable: boolean
  readonly tabs: readonly { readonly name: string; readonly label: string }[]
  /** The name of the tab that is chosen. Pages may set it. */
  readonly tab: string
  readonly [picture: `picture_${string}`]: DashboardPicture | null
}

/** The least time between two updates of the texts, and of the chosen plot. Milliseconds. */
const leastIntervalMs = 250
const leastPictureIntervalMs = 1000
/** Of the time between two updates, making one takes a twentieth at most. */
const shareOfTime = 20
/** Time goes on also while no trial ends. */
const tickMs = 1000

/**
 * A study at work on the page: its progress, the plot of the chosen tab, the best trials, and a button that stops it.
 *
 * Nothing is drawn before a page says that it shows the widget, so it costs nothing elsewhere. From then on the state is
 * kept up to date, and as the kernel's protocol process has it too, a page that is loaded again goes on where the study is.
 */
export class Dashboard {
  readonly observer: StudyObserver
  private readonly input: DashboardInput
  private readonly widget: AnyWidget<DashboardState>
  private readonly finished = new Map<number, TrialRecord>()
  private readonly texts
  private readonly pictures
  private tracker: ProgressTracker | null = null
  private cancelTick: () => void = () => {}
  private textMs = 0
  private pictureMs = 0
  private readonly drawings = new Map<string, number>()
  private shown = false
  private stopped = false

  /** `onShown` is called once, when the first page says that it has the widget. */
  constructor(input: DashboardInput, onShown: () => void) {
    const { clock, timers } = input
    this.input = input
    this.widget = new AnyWidget({ esm: dashboardModule, css: dashboardStyle, state: firstState(input) })
    this.texts = throttle(() => this.showTexts(), {
      clock,
      timers,
      intervalMs: () => Math.max(leastIntervalMs, shareOfTime * this.textMs),
    })
    this.pictures = throttle(() => void this.draw([this.widget.get('tab')]), {
      clock,
      timers,
      intervalMs: () => Math.max(leastPictureIntervalMs, shareOfTime * this.pictureMs),
    })
    this.observer = this.observerOfRuns()
    this.widget.onChange('tab', (tab) => this.draw([tab]))
    this.widget.onMessage(({ content }) => this.receive(content, onShown))
  }

  /** Whether a page shows it. */
  get isShown(): boolean {
    return this.shown
  }

  /** `fallback` with the view of this widget in front, for places that have none. */
  inFrontOf(fallback: MimeBundle): MimeBundle {
    const { 'text/plain': _, ...view } = this.widget.model.view('')
    return { ...view, ...fallback }
  }

  /** Brings everything up to date, all tabs included. */
  async refresh(): Promise<void> {
    if (!this.shown || this.stopped) return
    this.texts.flush()
    this.pictures.cancel()
    await this.draw(this.input.figures.map(({ name }) => name))
  }

  /** Follows the study no more. What is shown stays. */
  stop(): void {
    this.stopped = true
    this.cancelTick()
    this.texts.cancel()
    this.pictures.cancel()
  }

  private receive(content: unknown, onShown: () => void): Promise<void> | void {
    const { kind } = Object(content) as { readonly kind?: unknown }
    if (kind === 'stop') return this.input.study.stop?.()
    if (kind !== 'ready') return
    if (!this.shown) {
      this.shown = true
      onShown()
    }
    return this.refresh()
  }

  private observerOfRuns(): StudyObserver {
    return {
      started: (start) => {
        // A cell that runs again after its trials are done has nothing to run; the last run keeps its place.
        if (start.target === 0) return
        this.tracker = trackProgress(start, this.input.clock)
        this.texts.request()
        this.tick()
      },
      trialStarted: () => this.tracker?.trialStarted(),
      trialFinished: (trial) => {
        this.finished.set(trial.number, trial)
        this.tracker?.trialFinished(trial)
        this.request()
      },
      finished: ({ reason }) => {
        this.tracker?.finished(reason)
        this.cancelTick()
        void this.refresh()
      },
    }
  }

  private request(): void {
    if (!this.shown || this.stopped) return
    this.texts.request()
    this.pictures.request()
  }

  private tick(): void {
    this.cancelTick()
    if (this.stopped) return
    this.cancelTick = this.input.timers.after(tickMs, () => {
      if (this.shown) this.texts.request()
      this.tick()
    })
  }

  private showTexts(): void {
    if (!this.shown || this.stopped) return
    const before = this.input.clock.now()
    const study = upToDate(this.input.study, this.finished)
    this.widget.set({ head: dashboardHead(study, this.tracker?.snapshot() ?? null), best: bestTable(study) })
    this.textMs = this.input.clock.now() - before
  }

  /** Draws these tabs. A picture that a later one has overtaken is thrown away. */
  private async draw(names: readonly string[]): Promise<void> {
    if (!this.shown || this.stopped) return
    await loadVega()
    for (const figure of this.input.figures.filter(({ name }) => names.includes(name))) {
      const drawing = (this.drawings.get(figure.name) ?? 0) + 1
      this.drawings.set(figure.name, drawing)
      const before = this.input.clock.now()
      const picture = await dashboardPicture(figure, upToDate(this.input.study, this.finished))
      this.pictureMs = this.input.clock.now() - before
      if (this.stopped) return
      if (drawing === this.drawings.get(figure.name)) this.widget.set({ [`picture_${figure.name}`]: picture })
    }
  }
}

function firstState({ study, figures }: DashboardInput): DashboardState {
  return {
    head: dashboardHead(study, null),
    best: bestTable(study),
    stoppable: study.stop !== undefined,
    tabs: figures.map(({ name, label }) => ({ name, label })),
    tab: figures[0].name,
    ...Object.fromEntries(figures.map(({ name }) => [`picture_${name}`, null])),
  }
}
