import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openStorage } from '../../../src/hpo/storages/open-storage.ts'
import { storageRegistry } from '../../../src/hpo/storages/registry.ts'
import { storageContract } from '../../../src/testing/storage-contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'ansatz-storage-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
/** A URL of a storage without studies, and whether others can open it too. */
const samples: Readonly<Record<string, { readonly url: () => string; readonly shared: boolean }>> = {
  memory: { url: () => 'memory:', shared: false },
  sqlite: { url: () => `sqlite:///${join(folder, `${files++}.db`)}`, shared: true },
}

for (const { schemes, load } of storageRegistry) {
  if (load === null) continue
  const { url, shared } = samples[schemes[0]]
  const open = (): ReturnType<typeof openStorage> => openStorage(url())
  storageContract(schemes[0], open, shared ? { reopen: (storage) => openStorage(storage.url) } : {})
}

test('every storage that can be opened is under the contract', () => {
  const available = storageRegistry.filter(({ load }) => load !== null).map(({ schemes }) => schemes[0])
  expect(available).toEqual(Object.keys(samples))
})
