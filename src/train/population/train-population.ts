import { checkOptionNames } from '../../base/check-argument.ts'
import { createWorkerPool, type WorkerPoolOptions } from './worker-pool.ts'

export interface PopulationOptions<Report> extends WorkerPoolOptions {
  /** Aborting it ends all members at once; `trainPopulation` rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** What the members report. */
  readonly onProgress?: ((member: number, progress: Report) => void) | undefined
}

/** How a member ended: with what `train` returned, or with what it threw. A failed member leaves the others alone. */
export type MemberEnd<Output> =
  { readonly output: Output; readonly error: null } | { readonly output: null; readonly error: unknown }

/**
 * Trains a member for each of `inputs`, as many at once as there are threads, and gives how they ended in the same order.
 *
 * @throws InputError `base/unknown-option`, `train/bad-option`
 * @throws the reason of `signal`
 */
export async function trainPopulation<Output, Report = unknown>(
  inputs: readonly unknown[],
  options: PopulationOptions<Report>,
): Promise<MemberEnd<Output>[]> {
  checkOptionNames('pinn.trainPopulation', options, ['module', 'workers', 'signal', 'onProgress'])
  const { signal, onProgress, ...own } = options
  const pool = createWorkerPool<unknown, Output, Report>(own)
  try {
    return await Promise.all(
      inputs.map(async (input, member) => {
        const report = onProgress === undefined ? undefined : (progress: Report) => onProgress(member, progress)
        try {
          return { output: await pool.run(input, { signal, onProgress: report }), error: null }
        } catch (error) {
          signal?.throwIfAborted()
          return { output: null, error }
        }
      }),
    )
  } finally {
    await pool.close()
  }
}
