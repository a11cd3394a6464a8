import { randomUUID } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { type DisplayHost, displaySymbol, type MimeBundle, vegaLiteMime } from '../base/display.ts'
import type { StudyObserver } from '../hpo/core/study-observer.ts'
import type { StudyView } from '../hpo/core/study-record.ts'
import type { TrialRecord } from '../hpo/core/trial-record.ts'
import type { Plot } from '../hpo/plots/plot.ts'
import { renderValue } from '../notebook/display/render-value.ts'
import { vegaMetadata } from '../notebook/display/vega-bundle.ts'
import { loadVega } from '../notebook/display/vega-renderer.ts'
import { type Throttle, throttle, type Timers } from './throttle.ts'
import { upToDate } from './up-to-date.ts'

/** A figure on the page that is drawn anew as the study goes on. */
export interface LiveFigure {
  /** Part of the display id, for readers of the notebook file. */
  readonly name: string
  /** @throws InputError when the figure does not fit the study */
  build(study: StudyView): Plot
}

export interface LivePlotsInput {
  readonly study: StudyView
  readonly figures: readonly LiveFigure[]
  /** What the page gets of a figure. Default: the figure. */
  readonly frame?: (figure: MimeBundle) => MimeBundle
  /** While it says true, the page shows the figures by other means, and only complete drawings are sent. */
  readonly isCovered?: () => boolean
  readonly host: DisplayHost
  readonly clock: Clock
  readonly timers: Timers
}

/** Plots on the page that follow a study. */
export interface LivePlots {
  readonly observer: StudyObserver
  /** Draws the study as it is now, completely: with the still pictures that a saved notebook keeps. */
  draw(): Promise<void>
  /** Draws no more. */
  stop(): void
}

/** The least time between two updates; and of the time between them, drawing takes a tenth at most. */
const leastIntervalMs = 700
const shareOfTime = 10

const metadata = vegaMetadata(vegaLiteMime)

/**
 * Shows plots of a study, each under a display id of its own, and updates them in place while the study runs. The updates
 * on the way hold the specification only; the first and the last drawing are complete, and the last one is exact.
 *
 * @throws InputError `plots/…` when the first drawing finds that the options do not fit the study
 */
export function livePlots(input: LivePlotsInput): LivePlots {
  const { study, figures, host, clock, timers, frame = (figure) => figure, isCovered = () => false } = input
  const slots = figures.map((figure) => ({ figure, displayId: `ansatz-${figure.name}-${randomUUID()}` }))
  const finished = new Map<number, TrialRecord>()
  let drawings = 0
  let drawingMs = 0
  let stopped = false

  const build = (figure: LiveFigure): MimeBundle => figure.build(upToDate(study, finished))[displaySymbol]()

  const drawFast = (): void => {
    if (stopped || isCovered()) return
    drawings += 1
    const before = clock.now()
    for (const { figure, displayId } of slots) {
      const bundle = orReason(() => build(figure))
      host.display(frame(bundle), { displayId, update: true, metadata })
    }
    drawingMs = clock.now() - before
  }

  const drawAll = async (bundles: readonly MimeBundle[], update: boolean): Promise<void> => {
    drawings += 1
    const drawing = drawings
    const isNewest = (): boolean => drawing === drawings
    await Promise.all(
      slots.map(({ displayId }, index) => showComplete(host, frame(bundles[index]), { displayId, update, isNewest })),
    )
  }

  const live = throttle(drawFast, {
    clock,
    timers,
    intervalMs: () => Math.max(leastIntervalMs, shareOfTime * drawingMs),
  })
  const draw = async (): Promise<void> => {
    live.cancel()
    if (!stopped)
      await drawAll(
        slots.map(({ figure }) => orReason(() => build(figure))),
        true,
      )
  }

  void drawAll(
    slots.map(({ figure }) => build(figure)),
    false,
  ).catch(() => undefined)
  return {
    draw,
    stop() {
      stopped = true
      live.cancel()
    },
    observer: plotObserver({ live, draw, finished }),
  }
}

function plotObserver({
  live,
  draw,
  finished,
}: {
  readonly live: Throttle
  readonly draw: () => Promise<void>
  readonly finished: Map<number, TrialRecord>
}): StudyObserver {
  return {
    started() {
      loadVega().catch(() => undefined)
    },
    trialStarted() {},
    trialFinished(trial) {
      finished.set(trial.number, trial)
      live.request()
    },
    finished() {
      draw().catch(() => undefined)
    },
  }
}

/** While a study runs, a plot that cannot be drawn says why in its place; the study goes on. */
function orReason(build: () => MimeBundle): MimeBundle {
  try {
    return build()
  } catch (error) {
    return { 'text/plain': error instanceof Error ? error.message : String(error) }
  }
}

async function showComplete(
  host: DisplayHost,
  bundle: MimeBundle,
  { displayId, update, isNewest }: { displayId: string; update: boolean; isNewest: () => boolean },
): Promise<void> {
  const value = { [displaySymbol]: () => bundle }
  if (host.show !== undefined) return host.show(value, { displayId, update })
  // A host that cannot keep a place gets the first drawing at once, and nothing that a newer drawing has overtaken.
  if (!update) host.display(bundle, { displayId, metadata })
  const rendered = await renderValue(value)
  if (isNewest()) host.display(rendered.data, { displayId, update: true, metadata: rendered.metadata })
}
