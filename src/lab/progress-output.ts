import { randomUUID } from 'node:crypto'
import type { DisplayHost } from '../base/display.ts'
import { progressHtml } from './progress-html.ts'
import type { ProgressSnapshot } from './progress-snapshot.ts'
import { progressLine } from './progress-text.ts'

/** Where progress is shown. Gets a snapshot whenever it may show one; the last has `end`. */
export interface ProgressOutput {
  /** The least time between two snapshots. Milliseconds. */
  readonly intervalMs: number
  show(snapshot: ProgressSnapshot): void
}

/** Whether the page shows the progress by other means; `awaited`: it may say so within `coverPatienceMs`. */
export type ProgressCover = 'covered' | 'awaited' | 'none'

/** A page far away needs about a second to load a widget and to say so. Milliseconds. */
export const coverPatienceMs = 1500

/** What progress needs of `process.stderr`. */
export interface TextStream {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  write(text: string): unknown
}

/** One output in the notebook, updated in place. None where the page has the progress already. */
export function notebookOutput(host: DisplayHost, cover: () => ProgressCover = () => 'none'): ProgressOutput {
  const displayId = `ansatz-progress-${randomUUID()}`
  let shown = false
  return {
    intervalMs: 200,
    show(snapshot) {
      if (!shown && isLeftOut(cover(), snapshot)) return
      const bundle = { 'text/html': progressHtml(snapshot), 'text/plain': progressLine(snapshot) }
      host.display(bundle, { displayId, update: shown })
      shown = true
    },
  }
}

function isLeftOut(cover: ProgressCover, { end }: ProgressSnapshot): boolean {
  return cover === 'covered' || (cover === 'awaited' && end === null)
}

/** One line on a terminal, drawn over itself. */
export function terminalOutput(stream: TextStream): ProgressOutput {
  return {
    intervalMs: 200,
    show(snapshot) {
      // One column stays free: a full line would wrap, and the next one could not be drawn over it.
      const line = progressLine(snapshot).slice(0, Math.max(20, (stream.columns ?? 80) - 1))
      stream.write(`\r\u001B[2K${line}${snapshot.end === null ? '' : '\n'}`)
    },
  }
}

/** How often a log gets a line when nobody knows how long the study will take. Seconds. */
const logEverySeconds = 60
const logSteps = 10

/** A line for every tenth of the work, for logs of batch jobs: nothing there can be drawn over. */
export function logOutput(stream: TextStream): ProgressOutput {
  let lastMark = 0
  return {
    intervalMs: 0,
    show(snapshot) {
      const { fraction, elapsedSeconds, end, studyName } = snapshot
      const mark =
        fraction === null ? Math.floor(elapsedSeconds / logEverySeconds) : Math.floor(fraction * logSteps + 1e-9)
      if (end === null && mark <= lastMark) return
      lastMark = mark
      // At the last trial the bar is full but the study has not ended: the line comes with the end.
      if (end === null && fraction === 1) return
      stream.write(`${studyName}: ${progressLine(snapshot, logSteps)}\n`)
    },
  }
}
