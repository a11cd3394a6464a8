import type { Json } from '../../../base/json.ts'
import { libraryVersion } from '../../../base/library-version.ts'
import type { Direction } from '../../core/direction.ts'
import type { Storage } from '../../core/storage.ts'
import type { StudyRecord } from '../../core/study-record.ts'
import { behaviour, type SpaceNode } from '../../space/node.ts'
import type { StudyContext } from './study-context.ts'

/** The study's system attribute for how it was last opened, and its user attribute for the space: dashboards show it. */
const configKey = 'ansatz:config'
const spaceKey = 'ansatz:space'
/** The study's system attribute that holds the seed. */
export const seedKey = 'ansatz:seed'

/** What makes a study repeatable. */
export interface StudyConfig {
  readonly name: string
  readonly directions: readonly Direction[]
  readonly seed: Json
  /** Name and options as given; functions among them as their source. */
  readonly sampler: Json
  /** Null: nothing is pruned. */
  readonly pruner: Json
  /** The space that was last searched, as `spaceFromJSON` reads it; null for define-by-run. */
  readonly space: Json
  /** The version of this library that last opened the study. */
  readonly version: Json
}

export function studyConfig({ name, directions, userAttrs, systemAttrs }: StudyRecord): StudyConfig {
  const { sampler = null, pruner = null, version = null } = (systemAttrs[configKey] ?? {}) as Partial<StudyConfig>
  return {
    name,
    directions,
    seed: systemAttrs[seedKey] ?? null,
    sampler,
    pruner,
    space: userAttrs[spaceKey] ?? null,
    version,
  }
}

/** Keeps how a study is being opened, unless that is known. */
export async function keepConfig(
  storage: Storage,
  record: StudyRecord,
  chosen: { readonly sampler: unknown; readonly pruner: unknown },
): Promise<StudyRecord> {
  const value = { sampler: plain(chosen.sampler), pruner: plain(chosen.pruner), version: libraryVersion }
  return keep(storage, record, { scope: 'system', key: configKey, value })
}

/** Keeps the space that is being searched, unless that is known. */
export async function keepSpace({ parts }: StudyContext, record: StudyRecord, space: SpaceNode): Promise<StudyRecord> {
  // A whole space says its version too, so that it can be read back.
  const value = 'toJSON' in space ? plain(space) : space[behaviour].toJSON()
  return keep(parts.storage, record, { scope: 'user', key: spaceKey, value })
}

interface Attribute {
  readonly scope: 'user' | 'system'
  readonly key: string
  readonly value: Json
}

async function keep(storage: Storage, record: StudyRecord, { scope, key, value }: Attribute): Promise<StudyRecord> {
  const attrs = scope === 'user' ? 'userAttrs' : 'systemAttrs'
  if (JSON.stringify(record[attrs][key]) === JSON.stringify(value)) return record
  await storage.setStudyAttr(record.id, { scope, key, value })
  return { ...record, [attrs]: { ...record[attrs], [key]: value } }
}

/** As JSON holds it. */
function plain(value: unknown): Json {
  const text = JSON.stringify(value ?? null, (_, item: unknown) => (typeof item === 'function' ? String(item) : item))
  return JSON.parse(text) as Json
}
