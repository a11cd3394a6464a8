import { beforeEach, expect, test } from 'vitest'
import { Audience } from '../../../src/notebook/output/audience.ts'

let now: number
let audience: Audience
beforeEach(() => {
  now = 0
  audience = new Audience({ now: () => now })
})

function at(time: number): Audience {
  now = time
  return audience
}

test('a client is there until somebody leaves after its last message', () => {
  at(10).heard('a')
  expect(audience.isGone('a')).toBe(false)
  at(20).left()
  expect(audience.isGone('a')).toBe(true)
  at(30).heard('a')
  expect(audience.isGone('a')).toBe(false)
})

test('a client that was heard after somebody left is not the one that left', () => {
  at(10).heard('a')
  at(11).heard('b')
  at(20).left()
  at(30).heard('b')
  expect([audience.isGone('a'), audience.isGone('b')]).toEqual([true, false])
})

test('missed: what came more than two seconds after the last message of a client that is gone', () => {
  at(1000).heard('a')
  expect(audience.missed('a', 9000)).toBe(false)
  at(10_000).left()
  expect(audience.missed('a', 2900)).toBe(false)
  expect(audience.missed('a', 3100)).toBe(true)
})

test('of ten thousand clients the newest thousand are remembered', () => {
  for (let client = 0; client < 10_000; client++) at(client).heard(String(client))
  at(9_500).left()
  expect([audience.isGone('9400'), audience.isGone('9600')]).toEqual([true, false])
})
