import { describe, expect, it } from 'vitest'
import { loadShared } from '../../src/labextension/share-scope.ts'

const version = (name: string, loaded = false) => ({ loaded, get: () => Promise.resolve(() => name) })

describe('loadShared', () => {
  it('takes the version that is loaded', async () => {
    const scope = { notebook: { '4.6.6': version('new'), '4.4.0': version('loaded', true) } }
    expect(await loadShared(scope, 'notebook')).toBe('loaded')
  })

  it('takes the newest where none is loaded', async () => {
    const scope = { notebook: { '4.9.1': version('old'), '4.10.0-beta.1': version('new'), '4.6.6': version('older') } }
    expect(await loadShared(scope, 'notebook')).toBe('new')
  })

  it('rejects with the name of what is not shared', async () => {
    await expect(loadShared({}, '@jupyterlab/notebook')).rejects.toThrow('@jupyterlab/notebook')
  })
})
