import { describe, expect, it } from 'vitest'
import { cellMark } from '../../src/labextension/cell-mark.ts'
import { TestPanel } from './lab-under-test.ts'

const { model } = new TestPanel('const x = 2').cells[0]

describe('cellMark', () => {
  it.each([
    ['a cell that has not run', undefined, null],
    ['a fresh cell', { state: 'fresh', code: 'const x = 2' }, null],
    ['an edited cell', { state: 'fresh', code: 'const x = 1' }, { state: 'edited', text: 'Edited since it ran.' }],
    [
      'a stale cell that was edited',
      { state: 'stale', code: '', reason: 'Uses `y`.' },
      { state: 'stale', text: 'Stale. Uses `y`. Edited since it ran.' },
    ],
    [
      'a cell that ran out of order',
      { state: 'misplaced', code: 'const x = 2', reason: 'Uses `y` of cell [2] below.' },
      { state: 'misplaced', text: 'Out of order. Uses `y` of cell [2] below.' },
    ],
    ['a cell in a state of a later version', { state: 'queued', code: 'const x = 2' }, null],
  ] as const)('%s', (_, status, mark) => {
    expect(cellMark(status, model)).toEqual(mark)
  })

  it('a cell that runs has none, whatever was said of it before', () => {
    expect(cellMark({ state: 'stale', code: '' }, { ...model, executionState: 'running' })).toBeNull()
  })
})
