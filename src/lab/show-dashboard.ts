import { systemClock } from '../base/clock.ts'
import type { DisplayHost } from '../base/display.ts'
import type { StudyView } from '../hpo/core/study-record.ts'
import { type PlotName, plots } from '../hpo/plots/registry.ts'
import { stack } from '../hpo/plots/stack.ts'
import { Dashboard } from './dashboard.ts'
import { type LiveFigure, livePlots } from './live-plots.ts'
import { coverPatienceMs, type ProgressCover } from './progress-output.ts'
import { systemTimers } from './throttle.ts'
import type { WatchRequest, WatchView } from './watch-view.ts'

export interface DashboardRequest extends WatchRequest {
  /** The plots of the dashboard. `names` are those of pages that have none. */
  readonly tabs: readonly PlotName[]
  /** Whether to count on a page that has anywidget before one has said so. */
  readonly isExpected: boolean
}

/**
 * Shows one output: the dashboard on pages that have it, on all others the plots in one figure. A page tells that it has
 * it by running the widget's module. Only then the view goes into the output: JupyterLab without anywidget would show an
 * error in its place, and so would a notebook file that was made without a page.
 *
 * @throws InputError `plots/…` for options that do not fit the study, before anything is shown
 */
export function showDashboard(request: DashboardRequest, host: DisplayHost): WatchView {
  const { study, names, tabs, plotOptions, display, isExpected } = request
  const { clock = systemClock, timers = systemTimers } = display
  const figureOf = (name: PlotName): LiveFigure & { label: string } => ({
    name,
    label: labelOf(name),
    build: (view) => plots[name](view, plotOptions),
  })
  const figures = names.map(figureOf)
  const still = {
    name: 'dashboard',
    build: (view: StudyView) => stack(figures.map((figure) => figure.build(view))),
  }
  still.build(study)

  const dashboard = new Dashboard({ study, figures: tabs.map(figureOf), clock, timers }, () => {
    if (!isExpected) void fallback.draw().catch(() => undefined)
  })
  const isOnPage = (): boolean => isExpected || dashboard.isShown
  const fallback = livePlots({
    study,
    figures: [still],
    host,
    clock,
    timers,
    frame: (figure) => (isOnPage() ? dashboard.inFrontOf(figure) : figure),
    isCovered: isOnPage,
  })

  const place = host.place?.() ?? null
  const openedAt = clock.now()
  /** A run in another cell shows its progress there; the dashboard may be far away. */
  const cover = (): ProgressCover => {
    if (place === null || host.place?.() !== place) return 'none'
    if (isOnPage()) return 'covered'
    return clock.now() - openedAt < coverPatienceMs ? 'awaited' : 'none'
  }
  return {
    progress: { ...display, cover },
    refresh: async () => {
      await Promise.all([dashboard.refresh(), fallback.draw()])
    },
    stops: [
      study.observe(dashboard.observer),
      study.observe(fallback.observer),
      () => dashboard.stop(),
      () => fallback.stop(),
    ],
  }
}

/** `parallelCoordinates` as `Parallel coordinates`. */
function labelOf(name: PlotName): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return `${words[0].toUpperCase()}${words.slice(1)}`
}
