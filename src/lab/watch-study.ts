import { systemClock } from '../base/clock.ts'
import { type Displayable, displayHost, displaySymbol } from '../base/display.ts'
import type { PlotOptions } from '../hpo/plots/plot-options.ts'
import { type PlotName, plots } from '../hpo/plots/registry.ts'
import { livePlots, type LivePlots } from './live-plots.ts'
import type { LiveProgressOptions } from './live-progress.ts'
import { badPlots, unknownPlot } from './messages.ts'
import type { ObservableStudy } from './observable-study.ts'
import { showProgress } from './show-progress.ts'
import { systemTimers } from './throttle.ts'

export interface WatchOptions extends PlotOptions {
  /** The plots to show, in this order. Default: `['history']`. An empty list shows none. */
  readonly plots?: readonly PlotName[]
  /** Whether to show progress while the study runs, in a notebook or on the terminal. Default true. */
  readonly progress?: boolean
  /** Where to show, and the time: for tests and for other frontends. */
  readonly display?: LiveProgressOptions
}

/** A study that is being watched. */
export interface StudyWatch extends Displayable {
  /** Draws the plots as the study is now. */
  refresh(): Promise<void>
  /** Updates nothing any more. What is shown stays. */
  stop(): void
}

/**
 * Shows plots of `study` here and updates them in place whenever it runs; shows its progress where it runs. Outside a
 * notebook there is nothing to draw on: only the progress is shown, on the terminal.
 *
 * @throws InputError `lab/unknown-plot`, `lab/bad-plots`, and `plots/…` for options that do not fit the study
 */
export function watch(study: ObservableStudy, options: WatchOptions = {}): StudyWatch {
  const { plots: names = ['history'], progress = true, display = {}, ...plotOptions } = options
  checkNames(names)
  const { host = displayHost, clock = systemClock, timers = systemTimers } = display
  const page = display.where === 'silent' ? null : host()
  const shown: LivePlots | null =
    page === null ? null : livePlots({ study, names, options: plotOptions, host: page, clock, timers })
  const stops = [
    showProgress(study, progress ? display : { where: 'silent' }),
    ...(shown === null ? [] : [study.observe(shown.observer), () => shown.stop()]),
  ]
  const text = `Watching ${JSON.stringify(study.name)}: ${names.length === 0 ? 'progress' : names.join(', ')}`
  return {
    refresh: async () => shown?.draw(),
    stop() {
      for (const stop of stops) stop()
    },
    [displaySymbol]: () => ({ 'text/plain': text }),
  }
}

function checkNames(names: unknown): void {
  if (!Array.isArray(names)) throw badPlots(names)
  for (const name of names) {
    if (typeof name !== 'string' || !Object.hasOwn(plots, name)) throw unknownPlot(name, Object.keys(plots))
  }
}
