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

/** What `factorizeInWasm` holds on to: memory for matrices of up to `stride` rows. */
interface Workspace {
  readonly functions: CholeskyBlocks
  readonly a: number
  readonly packed: number
  readonly stride: number
  readonly matrix: Float64Array
}

const load = wasmLoader<CholeskyBlocks>(bytes)
let workspace: Workspace | null = null

/** `factorize` of cholesky.ts, equal to the last bit; null where it is not worth it, or WebAssembly is off. */
export function factorizeInWasm({ data, stride, size }: Square, from: number): boolean | null {
  if (size - from < fewRows) return null
  const work = workspaceFor(size)
  if (work === null) return null
  for (let i = 0; i < size; i++) {
    work.matrix.set(data.subarray(i * stride, i * stride + i + 1), i * work.stride)
  }
  const { functions, a, packed } = work
  const isDone =
    from === 0
      ? functions.factorizePanels(a, packed, work.stride, size)
      : functions.factorize(a, packed, work.stride, size, from)
  for (let i = from; i < size; i++) {
    data.set(work.matrix.subarray(i * work.stride, i * work.stride + i + 1), i * stride)
  }
  return isDone === 1
}

function workspaceFor(size: number): Workspace | null {
  if (workspace === null || workspace.stride < size) workspace = createWorkspace(Math.ceil(Math.max(size, 64) / 4) * 4)
  return workspace
}

/** In an instance of its own: the memory of a smaller one is free again as soon as nobody holds it. */
function createWorkspace(stride: number): Workspace | null {
  const instance = load()
  if (instance === null) return null
  const a = instance.reserve(8 * stride * stride)
  // A copy of the matrix, or a panel of 128 columns.
  const packed = instance.reserve(8 * stride * Math.max(stride, 128))
  const { functions } = instance
  return { functions, a, packed, stride, matrix: instance.float64(a, stride * stride) }
}
