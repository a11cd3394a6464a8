import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { widgetModels } from '../../../src/notebook/comms/data/widget-models.ts'
import { widgetState, type WidgetName } from '../../../src/notebook/comms/widget-options.ts'

const schema = findSchema()
if (schema === null) {
  process.stdout.write('Skipped: comparing the widget table with its source needs @jupyter-widgets/schema 0.5.6.\n')
}

describe('the table of widget models', () => {
  it.each(Object.keys(widgetModels) as WidgetName[])('gives %s a state under the names of the protocol', (name) => {
    const state = widgetState(name, {})
    expect(state._model_name).toBe(`${name}Model`)
    expect(state._view_name).toMatch(/View$/)
    const keys = Object.keys(state)
    expect(keys.filter((key) => !/^[a-z_]+$/.test(key) || key in { layout: 1, style: 1 })).toEqual([])
  })

  it.skipIf(schema === null)('is what the generator makes of the published schema', async () => {
    // A variable, because the types of plain JavaScript are not known here.
    const script: string = './generate-widget-models.mjs'
    const made = (await import(script)) as { readonly generate: (models: unknown) => Promise<string> }
    const table = new URL('../../../src/notebook/comms/data/widget-models.ts', import.meta.url)
    expect(await made.generate(schema)).toBe(readFileSync(table, 'utf8'))
  })
})

function findSchema(): unknown {
  try {
    const folder = process.env['WIDGET_PACKAGES'] ?? fileURLToPath(new URL('../../..', import.meta.url))
    const require = createRequire(join(folder, 'package.json'))
    const file = require.resolve('@jupyter-widgets/schema/jupyterwidgetmodels.latest.json')
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
