import { expect, test } from 'vitest'

import { executorNodeOptions } from '../../../src/notebook/executors/executor-options.ts'

test.each([
  ['20.20.2', false],
  ['22.4.0', false],
  ['22.12.0', true],
  ['22.23.3', true],
  ['23.1.0', true],
  ['24.21.0', false],
])(
  'executorNodeOptions(%s) asks for async context frames only where they exist and are not the default',
  (version, asks) => {
    expect(executorNodeOptions(version).includes('--experimental-async-context-frame')).toBe(asks)
    expect(executorNodeOptions(version)).toContain('--no-force-async-hooks-checks')
  },
)
