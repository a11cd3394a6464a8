import type { SpaceNode } from '../space/node.ts'
import { isSpace } from '../space/space.ts'
import type { StudyContext } from './study-context.ts'

/** The study user attribute that holds the JSON of the space that was asked for last: labels of indices, units, branches. */
const spaceKey = 'ansatz:space'

const kept = new WeakMap<StudyContext, SpaceNode>()

/** Writes down which space the study searches, once for each that it is asked for. */
export async function keepSpace(context: StudyContext, space: SpaceNode): Promise<void> {
  if (kept.get(context) === space || !isSpace(space)) return
  const { storage, studyId } = context.parts
  await storage.setStudyAttr(studyId, { scope: 'user', key: spaceKey, value: space.toJSON() })
  kept.set(context, space)
}
