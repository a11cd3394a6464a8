import { expect, test } from 'vitest'
import { readContent } from '../../../src/notebook/protocol/requests.ts'

test('readContent fills in the defaults of the protocol', () => {
  expect(readContent('execute_request', { code: '1' })).toEqual({
    ok: true,
    content: { code: '1', silent: false, store_history: true, allow_stdin: false, stop_on_error: true },
  })
})

test('readContent names the field that is wrong', () => {
  const read = readContent('inspect_request', { code: 'x', cursor_pos: -1, detail_level: 2 })
  expect(read).toMatchObject({ ok: false, problem: expect.stringMatching(/cursor_pos[^]*detail_level/) })
})
