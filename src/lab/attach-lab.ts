import { displaySymbol } from '../base/display.ts'
import type { Plot } from '../hpo/plots/plot.ts'
import type { PlotOptions } from '../hpo/plots/plot-options.ts'
import { type PlotName, plots } from '../hpo/plots/registry.ts'
import type { LiveProgressOptions } from './live-progress.ts'
import type { ObservableStudy } from './observable-study.ts'
import { showProgress } from './show-progress.ts'
import { studyBundle } from './study-bundle.ts'

/** Every plot as a method: `study.plot.history()`. */
type StudyPlots = { readonly [Name in PlotName]: (options?: PlotOptions) => Plot }

export interface WithPlots {
  readonly plot: StudyPlots
}

/**
 * Gives a study its notebook side: `study.plot`, a table of its best trials where a cell ends with it, and a progress display
 * whenever it runs in a notebook. Returns the same object. Attaching twice changes nothing.
 */
export function attachLab<S extends ObservableStudy>(study: S, progress: LiveProgressOptions = {}): S & WithPlots {
  if (!('plot' in study)) {
    // Not enumerable: printing a study should show the study.
    Object.defineProperty(study, 'plot', { value: studyPlots(study) })
    Object.defineProperty(study, displaySymbol, { value: () => studyBundle(study) })
    showProgress(study, { where: 'notebook', ...progress })
  }
  return study as S & WithPlots
}

function studyPlots(study: ObservableStudy): StudyPlots {
  const methods = Object.entries(plots).map(([name, build]) => [
    name,
    (options?: PlotOptions): Plot => build(study, options),
  ])
  return Object.freeze(Object.fromEntries(methods)) as StudyPlots
}
