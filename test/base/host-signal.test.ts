import { afterEach, expect, test } from 'vitest'
import { hostSignal, isSignal } from '../../src/base/host-signal.ts'

afterEach(() => Reflect.deleteProperty(globalThis, 'cellSignal'))

test('hostSignal is the signal of the running cell, read anew each time; a script has none', () => {
  expect(hostSignal()).toBeUndefined()
  let { signal } = new AbortController()
  Object.defineProperty(globalThis, 'cellSignal', { get: () => signal, configurable: true })
  expect(hostSignal()).toBe(signal)
  signal = AbortSignal.abort()
  expect(hostSignal()).toBe(signal)
})

test.each([[undefined], [null], [true], [{}], ['signal'], [{ aborted: false }]])('%j is no signal', (value) => {
  Object.defineProperty(globalThis, 'cellSignal', { value, configurable: true })
  expect(hostSignal()).toBeUndefined()
  expect(isSignal(value)).toBe(false)
})
