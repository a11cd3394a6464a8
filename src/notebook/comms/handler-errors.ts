// Kept on the global object, because a notebook may load another copy of this package than the kernel runs.
const reportKey = Symbol.for('ansatz.handlerErrors')
const shared = globalThis as { [reportKey]?: (error: unknown) => void }

/** Called by the session that owns the notebook: `report` tells an error where its handler belongs. */
export function provideErrorReport(report: (error: unknown) => void): void {
  shared[reportKey] = report
}

/** Tells an error for which no caller waits. Outside a notebook it ends the program, as an error in a timer does. */
export function reportHandlerError(error: unknown): void {
  const report = shared[reportKey]
  if (report !== undefined) return report(error)
  queueMicrotask(() => {
    throw error
  })
}
