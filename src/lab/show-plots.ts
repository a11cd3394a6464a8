import { systemClock } from '../base/clock.ts'
import type { DisplayHost } from '../base/display.ts'
import type { StudyView } from '../hpo/core/study-record.ts'
import { plots } from '../hpo/plots/registry.ts'
import { livePlots } from './live-plots.ts'
import { systemTimers } from './throttle.ts'
import type { WatchRequest, WatchView } from './watch-view.ts'

/** Shows each plot as an output of its own. @throws InputError `plots/…` for options that do not fit the study */
export function showPlots({ study, names, plotOptions, display }: WatchRequest, host: DisplayHost): WatchView {
  const { clock = systemClock, timers = systemTimers } = display
  const figures = names.map((name) => ({ name, build: (view: StudyView) => plots[name](view, plotOptions) }))
  const shown = livePlots({ study, figures, host, clock, timers })
  return {
    progress: display,
    refresh: () => shown.draw(),
    stops: [study.observe(shown.observer), () => shown.stop()],
  }
}
