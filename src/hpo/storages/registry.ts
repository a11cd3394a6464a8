import type { StorageOpener } from './storage-options.ts'

export interface StorageDefinition {
  /** What the URL starts with, up to the colon. */
  readonly schemes: readonly string[]
  /** A URL to show in messages and documents. */
  readonly example: string
  /** Loads the storage's file when the first URL of its kind is opened; null when it is planned, but not made yet. */
  readonly load: (() => Promise<StorageOpener>) | null
}

/** Every storage. A line here enrols it everywhere: `openStorage`, its error texts, the contract suite. */
export const storageRegistry: readonly StorageDefinition[] = [
  {
    schemes: ['memory'],
    example: 'memory:',
    load: async () => (await import('./memory/memory-storage.ts')).openMemoryStorage,
  },
  {
    schemes: ['sqlite'],
    example: 'sqlite:///study.db',
    load: async () => (await import('./sqlite/sqlite-storage.ts')).openSqliteStorage,
  },
  { schemes: ['postgresql', 'postgres'], example: 'postgresql://user@host/studies', load: null },
  { schemes: ['mysql'], example: 'mysql://user@host/studies', load: null },
  { schemes: ['journal'], example: 'journal:///study.log', load: null },
  { schemes: ['redis', 'rediss'], example: 'redis://host/0', load: null },
]
