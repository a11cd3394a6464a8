import type { FidelityRange, Scheduler } from '../../core/scheduler.ts'
import { fidelityOf } from '../../space/fidelity.ts'
import type { SpaceNode } from '../../space/node.ts'
import { declaredSpace } from '../choosing/declared-space.ts'
import type { StudyContext } from '../opening/study-context.ts'
import { type CheckpointStore, memoryCheckpoints } from '../trials/checkpoints.ts'
import { unknownFidelity } from './messages.ts'
import type { OptimizeSettings } from './optimize-options.ts'

/** The checkpoints of each study object that keeps them in memory: a later run of it resumes from them. */
const inMemory = new WeakMap<StudyContext, CheckpointStore>()

/** The scheduler of a run with its checkpoint store; null when the run has none. */
export async function openScheduler(
  context: StudyContext,
  settings: Pick<OptimizeSettings<never>, 'scheduler' | 'checkpoints'> & { readonly space: SpaceNode | null },
): Promise<{ readonly scheduler: Scheduler; readonly checkpoints: CheckpointStore } | null> {
  const { scheduler: source, space } = settings
  if (source === null) return null
  const scheduler = 'open' in source ? await source.open(space === null ? null : fidelityRange(space)) : source
  const { name } = scheduler.fidelity
  if (name !== null && space !== null) {
    const { leaves } = declaredSpace(space)
    if (!leaves.has(name)) throw unknownFidelity(scheduler.name, name, [...leaves.keys()])
  }
  const checkpoints = settings.checkpoints ?? inMemory.get(context) ?? memoryCheckpoints()
  if (settings.checkpoints === null) inMemory.set(context, checkpoints)
  return { scheduler, checkpoints }
}

function fidelityRange(space: SpaceNode): FidelityRange | null {
  const fidelity = fidelityOf(space)
  if (fidelity === null) return null
  const { low: min, high: max } = fidelity.distribution
  return { name: fidelity.name, min, max }
}
