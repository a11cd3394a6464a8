import type { Direction } from '../core/direction.ts'
import { Study } from '../study/study.ts'
import { checkStudyOptions } from './check-study-options.ts'
import { chosenParts } from './chosen-parts.ts'
import { badDirection, bothDirections } from './messages.ts'
import type { CreateStudyOptions, LoadStudyOptions } from './study-options.ts'
import { withOpenedStorage } from './study-storage.ts'

/**
 * Creates a study, or with `loadIfExists` continues the one of that name.
 *
 * @throws StateError `study/duplicate-name`; InputError `storage/unknown-url`, `sampler/unknown`, `study/bad-direction` …
 */
export async function createStudy(options: CreateStudyOptions = {}): Promise<Study> {
  checkStudyOptions('createStudy', options)
  const { direction, directions, storage, sampler, pruner, name = `no-name-${crypto.randomUUID()}`, ...rest } = options
  const parts = await chosenParts({ sampler, pruner })
  return withOpenedStorage(storage, (opened, ownsStorage) =>
    Study.open({
      ...rest,
      ...parts,
      name,
      directions: chosenDirections(direction, directions),
      storage: opened,
      ownsStorage,
    }),
  )
}

/**
 * Opens a study that exists.
 *
 * @throws StateError `study/not-found`, with the names of those that do; StorageError `storage/missing-file`
 */
export async function loadStudy(options: LoadStudyOptions): Promise<Study> {
  checkStudyOptions('loadStudy', options)
  const { storage, sampler, pruner, ...rest } = options
  const parts = await chosenParts({ sampler, pruner })
  return withOpenedStorage(
    storage,
    (opened, ownsStorage) => Study.load({ ...rest, ...parts, storage: opened, ownsStorage }),
    { mustExist: true },
  )
}

function chosenDirections(
  direction: Direction | undefined,
  directions: readonly Direction[] | undefined,
): readonly Direction[] | undefined {
  if (direction !== undefined && directions !== undefined) throw bothDirections(direction, directions)
  if (direction === undefined) return directions
  if (direction !== 'minimize' && direction !== 'maximize') throw badDirection(direction)
  return [direction]
}
