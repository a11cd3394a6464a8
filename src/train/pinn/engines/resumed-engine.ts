import { EnvironmentError, InputError } from '../../../base/errors.ts'
import type { EngineName, EngineUse } from './engine-use.ts'
import { createEngine } from './registry.ts'
import type { EngineRequest, RunEngine } from './run-engine.ts'

/** What has computed a run until its checkpoint. */
export interface SavedEngine {
  readonly paced: EngineUse
  readonly exact: EngineUse
}

/**
 * The engine that a run goes on with: that of its checkpoint, which alone gives the same bits, unless another is asked for
 * or it cannot run here. Then the reason of its use says that the run is not the same to the last bit.
 */
export async function resumedEngine<Term extends string>(
  saved: SavedEngine,
  asked: EngineName | 'auto',
  request: EngineRequest<Term>,
): Promise<RunEngine<Term>> {
  const precision = request.precision ?? (asked === 'auto' ? saved.paced.precision : null)
  const name = asked === 'auto' ? saved.paced.engine : asked
  const engine = await createEngine(name, { ...request, precision }).catch((error: unknown) => {
    if (asked !== 'auto' || !cannotRun(error)) throw error
    return createEngine('auto', request)
  })
  return { ...engine, paced: use(engine.paced, saved.paced), exact: use(engine.exact, saved.exact) }
}

/** Whether the engine is at fault, and not what was asked of it. */
function cannotRun(error: unknown): boolean {
  return error instanceof EnvironmentError || (error instanceof InputError && error.code === 'train/no-engine')
}

function use(now: EngineUse, saved: EngineUse): EngineUse {
  if (now.engine === saved.engine && now.precision === saved.precision) return saved
  const before = `${saved.engine} in ${saved.precision}`
  return {
    ...now,
    reason: `${now.reason}; until the checkpoint it was ${before}, so the last digits differ from one run`,
  }
}
