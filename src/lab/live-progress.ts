import { type Clock, systemClock } from '../base/clock.ts'
import { type DisplayHost, displayHost } from '../base/display.ts'
import type { StudyObserver } from '../hpo/core/study-observer.ts'
import {
  coverPatienceMs,
  logOutput,
  notebookOutput,
  type ProgressCover,
  type ProgressOutput,
  terminalOutput,
  type TextStream,
} from './progress-output.ts'
import { type ProgressTracker, trackProgress } from './progress-snapshot.ts'
import { systemTimers, type Throttle, throttle, type Timers } from './throttle.ts'

export interface LiveProgressOptions {
  /** Where to show it. Default `auto`: in the notebook if there is one, else on `stream`. */
  readonly where?: 'auto' | 'notebook' | 'silent'
  /** Asked when a study starts. Default: the notebook that the program runs in. */
  readonly host?: () => DisplayHost | null
  /** A terminal gets one line that is drawn over itself; any other stream a line for every tenth. Default: stderr. */
  readonly stream?: TextStream
  readonly clock?: Clock
  readonly timers?: Timers
  /** Whether the page shows the progress by other means: asked until it is shown for the first time. */
  readonly cover?: () => ProgressCover
}

/**
 * Shows how `study.optimize` advances: a bar, the trials, the best value, the speed, the time left, and how many trials
 * were pruned or failed. The last state is always shown. It follows one call of `optimize` after the other; each call gets
 * a display of its own.
 *
 * A display that breaks (a closed terminal) is given up; the study goes on.
 */
export function liveProgress(options: LiveProgressOptions = {}): StudyObserver {
  const { clock = systemClock, timers = systemTimers } = options
  let run: { readonly tracker: ProgressTracker; readonly display: Throttle } | null = null
  return {
    started(start) {
      run?.display.cancel()
      run = null
      // Without trials to run there is no progress to show: the study had them all before.
      const output = start.progress === false || start.target === 0 ? null : chooseOutput(options)
      if (output === null) return
      const tracker = trackProgress(start, clock)
      const display = throttle(
        guarded(() => output.show(tracker.snapshot())),
        {
          clock,
          timers,
          intervalMs: () => output.intervalMs,
        },
      )
      run = { tracker, display }
      display.flush()
      // A slow trial would otherwise leave the page without progress although the wait is over.
      if (options.cover?.() === 'awaited') timers.after(coverPatienceMs, () => run?.display.request())
    },
    trialStarted() {
      run?.tracker.trialStarted()
    },
    reported() {
      run?.display.request()
    },
    trialFinished(trial) {
      run?.tracker.trialFinished(trial)
      run?.display.request()
    },
    finished({ reason }) {
      run?.tracker.finished(reason)
      run?.display.flush()
      run = null
    },
  }
}

function chooseOutput({
  where = 'auto',
  host = displayHost,
  stream,
  cover,
}: LiveProgressOptions): ProgressOutput | null {
  if (where === 'silent') return null
  const notebook = host()
  if (notebook !== null) return notebookOutput(notebook, cover)
  if (where === 'notebook') return null
  const text = stream ?? process.stderr
  return text.isTTY === true ? terminalOutput(text) : logOutput(text)
}

/** Observers must not throw: the first failure ends the display, not the study. */
function guarded(emit: () => void): () => void {
  let broken = false
  return () => {
    if (broken) return
    try {
      emit()
    } catch {
      broken = true
    }
  }
}
