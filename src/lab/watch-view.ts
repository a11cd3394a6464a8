import type { PlotOptions } from '../hpo/plots/plot-options.ts'
import type { PlotName } from '../hpo/plots/registry.ts'
import type { LiveProgressOptions } from './live-progress.ts'
import type { ObservableStudy } from './observable-study.ts'

/** What to show of a study, checked. */
export interface WatchRequest {
  readonly study: ObservableStudy
  readonly names: readonly PlotName[]
  readonly plotOptions: PlotOptions
  readonly display: LiveProgressOptions
}

/** A study on the page. */
export interface WatchView {
  /** How its runs show their progress beside it. */
  readonly progress: LiveProgressOptions
  refresh(): Promise<void>
  /** All of them end it. */
  readonly stops: readonly (() => void)[]
}
