import { expect, test } from 'vitest'
import { checkNode } from '../../src/cli/doctor/node-check.ts'
import { executorNodeOptions } from '../../src/notebook/kernel/executor-options.ts'

test.each([
  ['18.20.0', 'problem'],
  ['20.18.1', 'problem'],
  ['20.19.0', 'note'],
  ['22.11.0', 'note'],
  ['22.12.0', 'ok'],
  ['24.0.0', 'ok'],
])('doctor on Node.js %s: %s', (version, state) => {
  expect(checkNode(version).state).toBe(state)
})

test.each(['22.11.0', '22.12.0', '23.1.0'])(
  'doctor praises Node.js %s where the executor asks for what the firmest rung needs',
  (version) => {
    const isAsked = executorNodeOptions(version).includes('--experimental-async-context-frame')
    expect(checkNode(version).state).toBe(isAsked ? 'ok' : 'note')
  },
)
