import { expect, it } from 'vitest'
import { createPlugin } from '../../src/labextension/plugin.ts'

const token = {}
const scope = { '@jupyterlab/notebook': { '4.4.0': { get: () => () => ({ INotebookTracker: token }) } } }

it('asks for the notebooks of the page, and does nothing on a page that has none, such as Voilà’s', async () => {
  const plugin = await createPlugin(scope)
  expect(plugin.optional).toEqual([token])
  expect(plugin).not.toHaveProperty('requires')
  expect(() => plugin.activate(null, null)).not.toThrow()
})
