import type { Choices, Storage } from '../../core/storage.ts'
import type { StudyContext } from '../opening/study-context.ts'
import type { ParamChooser } from './param-chooser.ts'

/** Takes what was chosen and noted for a trial since the last call; the function that comes back stores it. */
export function takeChoices(
  { parts }: StudyContext,
  { trialId, chooser }: { readonly trialId: number; readonly chooser: ParamChooser },
): () => Promise<void> {
  const { storage } = parts
  const params = chooser.takeUnsaved()
  const notes = chooser.takeNotes()
  return () => {
    if (notes.length === 0) return params.length === 0 ? settled : storage.setParams(trialId, params)
    return storage.setChoices === undefined
      ? each(storage, trialId, { params, notes })
      : storage.setChoices(trialId, { params, notes })
  }
}

const settled = Promise.resolve()

async function each(storage: Storage, trialId: number, { params, notes }: Choices): Promise<void> {
  if (params.length > 0) await storage.setParams(trialId, params)
  for (const [key, value] of notes) await storage.setTrialAttr(trialId, { scope: 'system', key, value })
}
