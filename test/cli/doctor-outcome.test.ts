import { expect, test } from 'vitest'
import { describeOutcome } from '../../src/cli/doctor/doctor.ts'
import { good, note, problem } from '../../src/cli/doctor/finding.ts'

const fine = good('ZeroMQ', '4.3.5')
const optional = note('Jupyter', 'not on PATH', 'Install it.')

test.each([
  [[fine], '\nNotebooks will run.'],
  [[fine, optional], '\nNotebooks will run. What is marked – is optional.'],
  [[fine, optional, problem('SQLite', 'gone', 'Bring it.')], '\nNotebooks need what is marked ✗ (SQLite).'],
])('describeOutcome %#', (findings, outcome) => {
  expect(describeOutcome(findings)).toBe(outcome)
})
