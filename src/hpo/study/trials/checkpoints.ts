import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { z } from 'zod'
import { checkText } from '../../../base/check-argument.ts'

/** Where the states of paused trials are kept. */
export interface CheckpointStore {
  /**
   * Keeps a state: anything that `structuredClone` copies. Later changes of the caller's objects do not reach it.
   *
   * @param name for people who look into the store
   * @returns where it is, for `load`
   */
  save(name: string, state: unknown): Promise<string>
  /** A copy of what was saved there; null when it is gone. */
  load(place: string): Promise<{ readonly state: unknown } | null>
  remove(place: string): Promise<void>
}

/** Checkpoints that last as long as this process. */
export function memoryCheckpoints(): CheckpointStore {
  const states = new Map<string, unknown>()
  return {
    async save(name, state) {
      const place = `memory:${name}-${randomUUID()}`
      states.set(place, structuredClone(state))
      return place
    },
    load: async (place) => (states.has(place) ? { state: structuredClone(states.get(place)) } : null),
    remove: async (place) => void states.delete(place),
  }
}

/**
 * Checkpoints as files of a folder, which is made if need be: paused trials can then be resumed in another process. The
 * format is that of Node's structured clone; typed arrays keep every bit. A file is complete or not there.
 */
export function fileCheckpoints(folder: string): CheckpointStore {
  checkText({ call: 'fileCheckpoints', what: 'the folder', value: folder, allowed: 'the path of a folder' })
  return {
    async save(name, state) {
      await mkdir(folder, { recursive: true })
      const file = `${name.replaceAll(/[^\w.-]+/g, '_').slice(0, 80)}-${randomUUID()}.checkpoint`
      const unfinished = join(folder, `${file}.part`)
      await writeFile(unfinished, serialize(state))
      await rename(unfinished, join(folder, file))
      return file
    },
    async load(place) {
      try {
        return { state: deserialize(await readFile(join(folder, place))) as unknown }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
    remove: (place) => rm(join(folder, place), { force: true }),
  }
}

const isStore = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as Partial<CheckpointStore>).save === 'function'

/** The schema of where checkpoints are to be kept. */
export const checkpointsField = z
  .union([z.string().min(1), z.custom<CheckpointStore>(isStore)], 'a folder, or a checkpoint store')
  .optional()

/** The store that callers mean by a folder or a store; null when they say nothing. */
export function checkpointStoreOf(checkpoints: string | CheckpointStore | undefined): CheckpointStore | null {
  return typeof checkpoints === 'string' ? fileCheckpoints(checkpoints) : (checkpoints ?? null)
}
