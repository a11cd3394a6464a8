import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'

// Heavy packages (80 MB) that only this test needs. Where they are not installed with the others, a folder that has them
// in its node_modules can be named:
//   npm install --prefix FOLDER esbuild@0.28.2 jsdom@26.1.0 @jupyter-widgets/base-manager@1.0.13
//   @jupyter-widgets/base@6.0.12 @jupyter-widgets/controls@5.0.13
const folder = process.env['WIDGET_PACKAGES'] ?? fileURLToPath(new URL('../../..', import.meta.url))
const needed = ['esbuild', 'jsdom', ...['base', 'base-manager', 'controls'].map((name) => `@jupyter-widgets/${name}`)]
const missing = needed.filter((name) => !existsSync(join(folder, 'node_modules', name)))

if (missing.length > 0) {
  process.stdout.write(`Skipped: ipywidgets' frontend in jsdom needs ${missing.join(', ')} (see WIDGET_PACKAGES).\n`)
}

interface Result {
  readonly views: Record<string, { view?: string; text?: string; problem?: string }>
  readonly conversation: object
  readonly styled: object
  readonly complaints: readonly string[]
}

describe.skipIf(missing.length > 0)("the controls in front of ipywidgets' real models and views", () => {
  let result: Result

  beforeAll(async () => {
    const script = fileURLToPath(new URL('../jsdom/run.mjs', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [script, folder, 'controls.mjs'])
    result = JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as Result
  })

  it('are all drawn, each by its own view, without an error', () => {
    const problems = Object.entries(result.views).filter(([, { problem }]) => problem !== undefined)
    expect(problems).toEqual([])
    expect(Object.keys(result.views)).toHaveLength(35)
    expect(result.views).toMatchObject({
      slider: { view: 'FloatSliderView', text: expect.stringMatching(/^lr\s*0\.30$/) },
      logSlider: { view: 'FloatLogSliderView', text: '0.00100' },
      rangeSlider: { view: 'FloatRangeSliderView', text: '0.25 – 0.50' },
      dropdown: { view: 'DropdownView', text: 'adamsgd' },
      button: { view: 'ButtonView', text: 'go' },
      html: { view: 'HTMLView', text: 'bold' },
      checkbox: { view: 'CheckboxView', text: expect.stringContaining('check') },
      combobox: { view: 'ComboboxView' },
      intProgress: { view: 'ProgressView' },
      stack: { view: 'StackView' },
      hbox: { view: 'HBoxView' },
      tab: { view: 'TabView', text: 'First' },
    })
  })

  it('have the layout and style that they were given, and room for a long description', () => {
    expect(result.styled).toEqual({ width: '50%', handle: 'red', label: 'initial' })
    expect(result.complaints).toEqual([])
  })

  it('hear every change, answer clicks and selections, and never echo what the frontend knows', () => {
    expect(result.conversation).toEqual({
      heard: [0.5, 0.6, 0.9],
      // One update; the next goes when the first is done.
      sentAtOnce: 1,
      sent: 4,
      frontend: 0.9,
      clicks: 1,
      chosen: 512,
    })
  })
})
