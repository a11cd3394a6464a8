import { expect, test } from 'vitest'
import { bytes } from '../../../src/math/linalg/gram-blocks.wasm.ts'
import { growingWorkspace } from '../../../src/math/wasm/growing-workspace.ts'
import { wasmLoader } from '../../../src/math/wasm/load-wasm.ts'

const lengths = (size: number) => ({ matrix: size * size, row: size })

test('growingWorkspace gives one workspace with what it holds, until more rows are asked for', () => {
  const workspaceFor = growingWorkspace(wasmLoader(bytes), lengths)
  const small = workspaceFor(10)!
  small.matrix.numbers[3] = 7
  expect(workspaceFor(small.size)).toBe(small)
  expect(workspaceFor(1)!.matrix.numbers[3]).toBe(7)
  const large = workspaceFor(small.size + 1)!
  expect(large.size % 8).toBe(0)
  expect(large.size).toBeGreaterThan(small.size)
  expect(large.matrix.numbers).toEqual(new Float64Array(large.size ** 2))
  expect(workspaceFor(10)).toBe(large)
})

test('the regions of a workspace do not overlap, and their views outlive the reservation of the last one', () => {
  const { matrix, row, size } = growingWorkspace(wasmLoader(bytes), lengths)(300)!
  expect([matrix.numbers.length, row.numbers.length]).toEqual([size * size, size])
  matrix.numbers.fill(1)
  row.numbers.fill(2)
  expect(matrix.numbers.every((number) => number === 1)).toBe(true)
  expect(matrix.numbers.byteOffset).toBe(matrix.at)
  expect(row.at - matrix.at).toBeGreaterThanOrEqual(8 * size * size)
})

test('there is no workspace where there is no WebAssembly, and one as soon as there is', () => {
  let load: () => ReturnType<ReturnType<typeof wasmLoader>> = () => null
  const workspaceFor = growingWorkspace(() => load(), lengths)
  expect(workspaceFor(10)).toBe(null)
  load = wasmLoader(bytes)
  expect(workspaceFor(10)).not.toBe(null)
})
