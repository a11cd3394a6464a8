import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { onAbort } from '../../src/base/abort.ts'

test('onAbort gives the reason once, when the signal aborts', () => {
  const controller = new AbortController()
  const reasons: unknown[] = []
  onAbort(controller.signal, (reason) => reasons.push(reason))
  expect(reasons).toEqual([])
  controller.abort('enough')
  controller.abort('again')
  expect(reasons).toEqual(['enough'])
})

test('onAbort calls at once when the signal has aborted before', () => {
  const reasons: unknown[] = []
  onAbort(AbortSignal.abort('early'), (reason) => reasons.push(reason))
  expect(reasons).toEqual(['early'])
})

test('the function that onAbort gives leaves no listener behind', () => {
  const controller = new AbortController()
  const forget = onAbort(controller.signal, () => {
    throw new Error('must not be called')
  })
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1)
  forget()
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  controller.abort()
})
