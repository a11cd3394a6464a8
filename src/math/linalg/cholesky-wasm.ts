import { growingWorkspace } from '../wasm/growing-workspace.ts'
import { wasmLoader } from '../wasm/load-wasm.ts'
import { bytes } from './cholesky-blocks.wasm.ts'
import type { Square } from './square.ts'

interface CholeskyBlocks {
  /** Addresses of the matrix and of its packed copy; then the numbers of a row, rows in all, rows that hold L already. */
  factorize(a: number, packed: number, stride: number, size: number, from: number): number
  /** The same from the first row on. */
  factorizePanels(a: number, packed: number, stride: number, size: number): number
}

/** Rows to compute below which copying the matrix in and out costs more than is won. */
const fewRows = 24

const workspaceFor = growingWorkspace(wasmLoader<CholeskyBlocks>(bytes), (size) => ({
  matrix: size * size,
  // A copy of the matrix, or a panel of 128 columns.
  packed: size * Math.max(size, 128),
}))

/** `factorize` of cholesky.ts, equal to the last bit; null where it is not worth it, or WebAssembly is off. */
export function factorizeInWasm({ data, stride, size }: Square, from: number): boolean | null {
  if (size - from < fewRows) return null
  const work = workspaceFor(size)
  if (work === null) return null
  const { functions, matrix, packed, size: room } = work
  for (let i = 0; i < size; i++) matrix.numbers.set(data.subarray(i * stride, i * stride + i + 1), i * room)
  const isDone =
    from === 0
      ? functions.factorizePanels(matrix.at, packed.at, room, size)
      : functions.factorize(matrix.at, packed.at, room, size, from)
  for (let i = from; i < size; i++) data.set(matrix.numbers.subarray(i * room, i * room + i + 1), i * stride)
  return isDone === 1
}
