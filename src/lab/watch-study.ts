import { type Displayable, displayHost, displaySymbol } from '../base/display.ts'
import type { PlotOptions } from '../hpo/plots/plot-options.ts'
import { type PlotName, plots } from '../hpo/plots/registry.ts'
import { commHost } from '../notebook/comms/comm-host.ts'
import type { LiveProgressOptions } from './live-progress.ts'
import { badPlots, badWidget, unknownPlot } from './messages.ts'
import type { ObservableStudy } from './observable-study.ts'
import { type DashboardRequest, showDashboard } from './show-dashboard.ts'
import { showPlots } from './show-plots.ts'
import { showProgress } from './show-progress.ts'
import type { WatchView } from './watch-view.ts'

export interface WatchOptions extends PlotOptions {
  /**
   * The plots to show, in this order. Default: `['history']`, and in the dashboard all that there are. An empty list shows
   * none, and no dashboard.
   */
  readonly plots?: readonly PlotName[]
  /** Whether to show progress while the study runs, in a notebook or on the terminal. Default true. */
  readonly progress?: boolean
  /**
   * Whether to show the dashboard. Default `auto`: as soon as a page says that it has anywidget, and until then the plots.
   * `true` does not wait for that; a page without anywidget then shows an error.
   */
  readonly widget?: 'auto' | boolean
  /** Where to show, and the time: for tests and for other frontends. */
  readonly display?: LiveProgressOptions
}

/** A study that is being watched. */
export interface StudyWatch extends Displayable {
  /** Draws everything as the study is now. */
  refresh(): Promise<void>
  /** Updates nothing any more. What is shown stays. */
  stop(): void
}

/**
 * Shows `study` here and follows it whenever it runs. In a notebook whose page has anywidget that is one dashboard:
 * progress, a tab for each plot, the ten best trials, and a button that stops the study. It survives a reload of the page.
 * Other pages get the plots, updated in place, and the progress where the study runs; so does a notebook file that is
 * opened later. Outside a notebook there is nothing to draw on: only the progress is shown, on the terminal.
 *
 * @throws InputError `lab/unknown-plot`, `lab/bad-plots`, `lab/bad-widget`, and `plots/…` for options that do not fit the
 *   study
 */
export function watch(study: ObservableStudy, options: WatchOptions = {}): StudyWatch {
  const { plots: names = ['history'], progress = true, widget = 'auto', display = {}, ...plotOptions } = options
  checkNames(names)
  if (widget !== 'auto' && typeof widget !== 'boolean') throw badWidget(widget)
  const tabs = options.plots ?? allPlots
  const view = show({ study, names, tabs, plotOptions, display, isExpected: widget === true }, widget !== false)
  const stops = [showProgress(study, progress ? view.progress : { where: 'silent' }), ...view.stops]
  const text = `Watching ${JSON.stringify(study.name)}: ${names.length === 0 ? 'progress' : names.join(', ')}`
  return {
    refresh: () => view.refresh(),
    stop() {
      for (const stop of stops) stop()
    },
    [displaySymbol]: () => ({ 'text/plain': text }),
  }
}

function show(request: DashboardRequest, mayHaveWidget: boolean): WatchView {
  const { names, display } = request
  const { host = displayHost } = display
  const page = display.where === 'silent' ? null : host()
  if (page === null) return { progress: display, refresh: async () => {}, stops: [] }
  const hasDashboard = mayHaveWidget && names.length > 0 && commHost() !== null
  return hasDashboard ? showDashboard(request, page) : showPlots(request, page)
}

const allPlots = Object.keys(plots) as readonly PlotName[]

function checkNames(names: unknown): void {
  if (!Array.isArray(names)) throw badPlots(names)
  for (const name of names) {
    if (typeof name !== 'string' || !Object.hasOwn(plots, name)) throw unknownPlot(name, Object.keys(plots))
  }
}
