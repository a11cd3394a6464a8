import { growingWorkspace } from '../wasm/growing-workspace.ts'
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

const workspaceFor = growingWorkspace(wasmLoader<GramBlocks>(bytes), (size) => ({
  packed: chunk * size,
  result: size * size,
}))

/** `gram` of gram.ts, equal to the last bit. @returns false where it is not worth it, or WebAssembly is off */
export function gramInWasm(jacobian: TallMatrix, { data, stride }: Square): boolean {
  const { rows, columns } = jacobian
  if (columns < fewColumns) return false
  const padded = Math.ceil(columns / 4) * 4
  const work = workspaceFor(padded)
  if (work === null) return false
  const { functions, packed, result } = work
  result.numbers.fill(0, 0, padded * padded)
  for (let from = 0; from < rows; from += chunk) {
    const count = Math.min(chunk, rows - from)
    pack(jacobian, from, { count, packed: packed.numbers })
    functions.accumulate(packed.at, result.at, count, padded)
  }
  for (let i = 0; i < columns; i++) data.set(result.numbers.subarray(i * padded, i * padded + i + 1), i * stride)
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
