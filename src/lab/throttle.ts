import type { Clock } from '../base/clock.ts'

/** Runs something later. Node's timers in a program, a list in a test. */
export interface Timers {
  /** Calls `run` once after `ms` milliseconds, unless the result is called before. */
  after(ms: number, run: () => void): () => void
}

/** Node's timers. They do not keep the program alive. */
export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

export interface Throttle {
  /** Something changed: emits now if the last time is long ago, else once when it is. */
  request(): void
  /** Emits now, whatever the time, and nothing that was asked for before comes after it. */
  flush(): void
  /** Forgets what was asked for. */
  cancel(): void
}

export interface ThrottleOptions {
  readonly clock: Clock
  readonly timers: Timers
  /** The least time between two emissions, asked for after each. Milliseconds. */
  readonly intervalMs: () => number
}

/** Calls `emit` often enough to look live, and never more often than `intervalMs` allows. */
export function throttle(emit: () => void, { clock, timers, intervalMs }: ThrottleOptions): Throttle {
  let nextAt = Number.NEGATIVE_INFINITY
  let cancelTimer: (() => void) | null = null
  const cancel = (): void => {
    cancelTimer?.()
    cancelTimer = null
  }
  const flush = (): void => {
    cancel()
    emit()
    nextAt = clock.now() + intervalMs()
  }
  return {
    cancel,
    flush,
    request() {
      const wait = nextAt - clock.now()
      if (wait <= 0) flush()
      else cancelTimer ??= timers.after(wait, flush)
    },
  }
}
