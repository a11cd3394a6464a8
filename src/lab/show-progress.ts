import { liveProgress, type LiveProgressOptions } from './live-progress.ts'
import type { ObservableStudy } from './observable-study.ts'

const shownFor = new WeakMap<ObservableStudy, () => void>()

/** Shows progress whenever the study runs. One display per study: a second call replaces the options of the first. */
export function showProgress(study: ObservableStudy, options: LiveProgressOptions = {}): () => void {
  shownFor.get(study)?.()
  const stop = study.observe(liveProgress(options))
  shownFor.set(study, stop)
  return stop
}
