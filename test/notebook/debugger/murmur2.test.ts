import { expect, test } from 'vitest'
import { murmur2 } from '../../../src/notebook/debugger/murmur2.ts'

// What ipykernel 7.4 computes (`ipykernel.compiler.murmur2_x86`).
test.each([
  ['', 3339675911, 3990065800],
  ['', 7, 2193385065],
  ['a', 3339675911, 2167009006],
  ['a', 7, 4226522672],
  ['ab', 3339675911, 2805137849],
  ['ab', 7, 3463498940],
  ['abc', 3339675911, 3350977461],
  ['abc', 7, 957085255],
  ['abcd', 3339675911, 804720481],
  ['abcd', 7, 2160224494],
  ["const x = 'ä€😀'\nx", 3339675911, 1133891186],
  ["const x = 'ä€😀'\nx", 7, 200976376],
] as const)('the hash of %j with seed %i is %i', (text, seed, hash) => {
  expect(murmur2(text, seed)).toBe(hash)
})
