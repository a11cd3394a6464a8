import type { StudyObserver } from '../core/study-observer.ts'
import { describeFailure } from './trials/describe-failure.ts'

/**
 * One observer that passes everything on to those that `observers` gives at the time. An observer that throws must not
 * cost a trial, so its errors become warnings of the process.
 */
export function announcer(observers: () => readonly Partial<StudyObserver>[]): Required<StudyObserver> {
  const tell = (notify: (observer: Partial<StudyObserver>) => void): void => {
    for (const observer of observers()) {
      try {
        notify(observer)
      } catch (error) {
        const text = `An observer of the study failed and missed an event: ${describeFailure(error)}`
        process.emitWarning(text, { type: 'AnsatzWarning', code: 'ANSATZ_OBSERVER_FAILED' })
      }
    }
  }
  return {
    started: (start) => tell((observer) => observer.started?.(start)),
    trialStarted: (number) => tell((observer) => observer.trialStarted?.(number)),
    reported: (number, step, value) => tell((observer) => observer.reported?.(number, step, value)),
    trialFinished: (trial) => tell((observer) => observer.trialFinished?.(trial)),
    finished: (end) => tell((observer) => observer.finished?.(end)),
  }
}
