/**
 * Calls `listener` with the signal's reason when it aborts, at once if it already has. The function that comes back
 * removes the listener: a signal that outlives many tasks must not collect theirs.
 */
export function onAbort(signal: AbortSignal, listener: (reason: unknown) => void): () => void {
  const handler = (): void => listener(signal.reason)
  if (signal.aborted) handler()
  else signal.addEventListener('abort', handler, { once: true })
  return () => signal.removeEventListener('abort', handler)
}
