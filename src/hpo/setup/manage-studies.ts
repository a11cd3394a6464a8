import type { StudyRecord } from '../core/study-record.ts'
import { findStudy } from '../study/opening/open-study.ts'
import type { LoadStudyOptions } from './study-options.ts'
import { withOpenedStorage } from './study-storage.ts'

/** The studies of a storage, in the order in which they were created. */
export async function listStudies({ storage }: Pick<LoadStudyOptions, 'storage'> = {}): Promise<
  readonly StudyRecord[]
> {
  return withOpenedStorage(storage, async (opened, ownsStorage) => {
    const studies = await opened.listStudies()
    if (ownsStorage) await opened[Symbol.asyncDispose]()
    return studies
  })
}

/** Deletes a study with all its trials. @throws StateError `study/not-found` */
export async function deleteStudy({ storage, name }: Pick<LoadStudyOptions, 'storage' | 'name'>): Promise<void> {
  await withOpenedStorage(storage, async (opened, ownsStorage) => {
    await opened.deleteStudy((await findStudy(opened, name)).id)
    if (ownsStorage) await opened[Symbol.asyncDispose]()
  })
}
