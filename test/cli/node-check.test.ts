import { expect, test } from 'vitest'
import { checkNode } from '../../src/cli/doctor/node-check.ts'

test.each([
  ['18.20.0', 'problem'],
  ['20.18.1', 'problem'],
  ['20.19.0', 'ok'],
  ['22.12.0', 'ok'],
  ['24.0.0', 'ok'],
])('doctor on Node.js %s: %s', (version, state) => {
  expect(checkNode(version).state).toBe(state)
})
