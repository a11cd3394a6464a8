import { expect, test } from 'vitest'
import { readBackgroundPatience } from '../../../src/notebook/kernel/background-patience.ts'

const visible = { store_history: true, silent: false }
/** As nbclient asks; as JupyterLab does. */
const nbclient = { metadata: {}, content: { ...visible, allow_stdin: false } }
const jupyterLab = { metadata: { cellId: 'a' }, content: { ...visible, allow_stdin: true } }
const jupyterConsole = { metadata: {}, content: { ...visible, allow_stdin: true } }
const hidden = { metadata: {}, content: { store_history: false, silent: true, allow_stdin: false } }

test.each([
  [undefined, [60_000, 0, 0, 0]],
  ['', [60_000, 0, 0, 0]],
  ['0', [0, 0, 0, 0]],
  ['off', [0, 0, 0, 0]],
  ['1', [60_000, 60_000, 60_000, 0]],
  ['10 min', [600_000, 600_000, 600_000, 0]],
  [' 2S ', [2000, 2000, 2000, 0]],
])(
  'ANSATZ_AWAIT_BACKGROUND=%j: the reply to nbclient, JupyterLab, a console, a hidden request waits',
  (setting, ms) => {
    const patience = readBackgroundPatience(setting)
    expect([nbclient, jupyterLab, jupyterConsole, hidden].map(patience)).toEqual(ms)
  },
)

test('what is no duration throws base/bad-duration', () => {
  expect(() => readBackgroundPatience('soon')).toThrow(expect.objectContaining({ code: 'base/bad-duration' }))
})
