/**
 * Runs `work`. Ctrl-C and SIGTERM abort the signal that it gets; when it has tidied up, this process ends as it would have
 * at once.
 */
export async function untilStopped<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController()
  let received: NodeJS.Signals | null = null
  const stop = (signal: NodeJS.Signals): void => {
    received ??= signal
    controller.abort(new Error(`stopped by ${signal}`))
  }
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, stop)
  try {
    return await work(controller.signal)
  } finally {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, stop)
    if (received !== null) process.kill(process.pid, received)
  }
}
