import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDuration } from '../../src/base/duration.ts'
import { InputError } from '../../src/base/errors.ts'

test.each([
  [250, 250],
  ['250 ms', 250],
  ['30 s', 30_000],
  ['30s', 30_000],
  ['5 min', 300_000],
  ['2h', 7_200_000],
  ['1 h 30 min', 5_400_000],
  ['1h30m', 5_400_000],
  ['1.5 hours', 5_400_000],
  ['.5 s', 500],
  [' 1 Day ', 86_400_000],
])('parseDuration(%j) is %d milliseconds', (duration, milliseconds) => {
  expect(parseDuration(duration)).toBe(milliseconds)
})

const wrong = ['', ' ', '2', 'h', '2 parsecs', '2 h!', '-2 h', '2 toString', '0 s', '1e3 s', '1 h, 2 min', 0, -1]
test.each([...wrong, Number.NaN, Number.POSITIVE_INFINITY, null])('parseDuration(%j) is refused', (duration) => {
  const error = refusal(() => parseDuration(duration as number))
  expect(error.code).toBe('base/bad-duration')
  expect(error.details['value']).toBe(duration)
})

test('parseDuration gives a positive finite number or throws, whatever the text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^(\d{1,4}(\.\d)? ?(ms|s|min|h|d|x) ?){1,3}$/)), (text) => {
      try {
        const milliseconds = parseDuration(text)
        expect(milliseconds).toBeGreaterThan(0)
        expect(milliseconds).toBeLessThan(Number.POSITIVE_INFINITY)
      } catch (error) {
        expect(error).toBeInstanceOf(InputError)
      }
    }),
  )
})

function refusal(call: () => unknown): InputError {
  try {
    call()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('nothing was refused')
}
