import { wasmLoader } from '../wasm/load-wasm.ts'
import { bytes } from './gram-blocks.wasm.ts'
import type { Square } from './square.ts'
import type { TallMatrix } from './tall-matrix.ts'

interface GramBlocks {
  /** Addresses of the packed rows and of the result; then how many rows there are, and columns (a multiple of 4). */
  accumulate(packed: number, result: number, rows: number, columns: number): void
}

/** Columns below which copying the matrix costs more than is won. */
const fewColumns = 16
/** Rows that are packed at once: two panels of four columns stay in the first-level cache. */
const chunk = 256

interface Workspace {
  readonly functions: GramBlocks
  readonly packedAt: number
  readonly resultAt: number
  readonly columns: number
  readonly packed: Float64Array
  readonly result: Float64Array
}

const load = wasmLoader<GramBlocks>(bytes)
let workspace: Workspace | null = null

/** `gram` of gram.ts, equal to the last bit. @returns false where it is not worth it, or WebAssembly is off */
export function gramInWasm(jacobian: TallMatrix, { data, stride }: Square): boolean {
  const { rows, columns } = jacobian
  if (columns < fewColumns) return false
  const padded = Math.ceil(columns / 4) * 4
  const work = workspaceFor(padded)
  if (work === null) return false
  work.result.fill(0)
  for (let from = 0; from < rows; from += chunk) {
    const count = Math.min(chunk, rows - from)
    pack(jacobian, from, { count, packed: work.packed })
    work.functions.accumulate(work.packedAt, work.resultAt, count, padded)
  }
  for (let i = 0; i < columns; i++) data.set(work.result.subarray(i * padded, i * padded + i + 1), i * stride)
  return true
}

/** Panels of four columns, one after the other; in each, four numbers a row. Columns past the last are 0. */
function pack(
  { data, columns }: TallMatrix,
  from: number,
  { count, packed }: { readonly count: number; readonly packed: Float64Array },
): void {
  for (let column = 0; column < columns; column += 4) {
    const width = Math.min(4, columns - column)
    const panel = column * count
    if (width < 4) packed.fill(0, panel, panel + 4 * count)
    for (let row = 0; row < count; row++) {
      const source = (from + row) * columns + column
      const target = panel + 4 * row
      for (let c = 0; c < width; c++) packed[target + c] = data[source + c]
    }
  }
}

function workspaceFor(columns: number): Workspace | null {
  if (workspace?.columns !== columns) workspace = createWorkspace(columns)
  return workspace
}

/** In an instance of its own: the memory of another size is free again as soon as nobody holds it. */
function createWorkspace(columns: number): Workspace | null {
  const instance = load()
  if (instance === null) return null
  const packedAt = instance.reserve(8 * chunk * columns)
  const resultAt = instance.reserve(8 * columns * columns)
  return {
    functions: instance.functions,
    packedAt,
    resultAt,
    columns,
    packed: instance.float64(packedAt, chunk * columns),
    result: instance.float64(resultAt, columns * columns),
  }
}
