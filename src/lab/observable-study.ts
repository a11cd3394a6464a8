import type { StudyObserver } from '../hpo/core/study-observer.ts'
import type { StudyView } from '../hpo/core/study-record.ts'

/** A study that tells observers what happens. The result of `observe` takes the observer away again. */
export interface ObservableStudy extends StudyView {
  observe(observer: StudyObserver): () => void
  /** Ends what runs after its running trials. Where it is missing, displays offer no stop. */
  stop?(): void
}
