import { timedOut } from './messages.ts'

/** Why a trial was stopped: it took longer than it may. Told from interruptions by its class. */
export class TrialTimeout extends Error {
  override readonly name = 'TrialTimeout'
}

/** Aborts `controller` when `run` takes longer than `limitMs`; null is no limit. */
export async function withTimeLimit<T>(
  { controller, limitMs }: { readonly controller: AbortController; readonly limitMs: number | null },
  run: () => Promise<T>,
): Promise<T> {
  if (limitMs === null) return run()
  const timer = setTimeout(() => controller.abort(new TrialTimeout(timedOut(limitMs))), limitMs)
  try {
    return await run()
  } finally {
    clearTimeout(timer)
  }
}
