import type { StudyRecord } from '../core/study-record.ts'
import { findStudy } from '../study/opening/open-study.ts'
import { checkStudyOptions } from './check-study-options.ts'
import type { LoadStudyOptions } from './study-options.ts'
import { withOpenedStorage } from './study-storage.ts'

/** The studies of a storage, in the order in which they were created. @throws StorageError `storage/missing-file` */
export async function listStudies(options: Pick<LoadStudyOptions, 'storage'> = {}): Promise<readonly StudyRecord[]> {
  checkStudyOptions('listStudies', options)
  return withOpenedStorage(
    options.storage,
    async (opened, ownsStorage) => {
      const studies = await opened.listStudies()
      if (ownsStorage) await opened[Symbol.asyncDispose]()
      return studies
    },
    { mustExist: options.storage !== undefined },
  )
}

/** Deletes a study with all its trials. @throws StateError `study/not-found`; StorageError `storage/missing-file` */
export async function deleteStudy(options: Pick<LoadStudyOptions, 'storage' | 'name'>): Promise<void> {
  checkStudyOptions('deleteStudy', options)
  const { storage, name } = options
  await withOpenedStorage(
    storage,
    async (opened, ownsStorage) => {
      await opened.deleteStudy((await findStudy(opened, name)).id)
      if (ownsStorage) await opened[Symbol.asyncDispose]()
    },
    { mustExist: true },
  )
}
