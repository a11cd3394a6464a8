import { growingWorkspace, type Region } from '../wasm/growing-workspace.ts'
import { wasmLoader } from '../wasm/load-wasm.ts'
import { bytes } from './lower-inverse-blocks.wasm.ts'
import type { Columns } from './panel-columns.ts'
import type { Square } from './square.ts'

/** Addresses of the matrices; then the numbers of a row, and rows in all. */
interface LowerInverseBlocks {
  invertLower(l: number, w: number, stride: number, size: number): void
  inverseFromLower(w: number, inverse: number, stride: number, size: number): void
  quadraticForms(...given: [w: number, x: number, norms: number, stride: number, size: number, points: number]): void
}

/** Rows below which copying matrices in and out costs more than is won. */
const fewRows = 24
/** Points of one panel that there is room for. */
const mostPoints = 64

const grow = growingWorkspace(wasmLoader<LowerInverseBlocks>(bytes), (size) => ({
  first: size * size,
  second: size * size,
  panel: size * mostPoints,
  norms: mostPoints,
}))
const workspaceFor = (rows: number) => (rows < fewRows ? null : grow(rows))

/** Where `first` holds the matrix of which owner; null after what is read once. */
let held: { readonly first: Region; readonly owner: object } | null = null

/** `invertLower` of lower-inverse.ts for the whole matrix; false where it is not worth it, or WebAssembly is off. */
export function invertLowerInWasm(l: Square, w: Square): boolean {
  const work = workspaceFor(l.size)
  if (work === null) return false
  const { functions, first, second, size: room } = work
  copyIn(l, first, room)
  functions.invertLower(first.at, second.at, room, l.size)
  for (let i = 0; i < l.size; i++) w.data.set(second.numbers.subarray(i * room, i * room + l.size), i * w.stride)
  return true
}

/** `inverseFromLower` of lower-inverse.ts, but for the upper triangle; false as above. */
export function inverseFromLowerInWasm(w: Square, inverse: Square): boolean {
  const work = workspaceFor(w.size)
  if (work === null) return false
  const { functions, first, second, size: room } = work
  copyIn(w, first, room)
  functions.inverseFromLower(first.at, second.at, room, w.size)
  for (let i = 0; i < w.size; i++) {
    inverse.data.set(second.numbers.subarray(i * room, i * room + i + 1), i * inverse.stride)
  }
  return true
}

/**
 * `quadraticForms` of lower-inverse.ts; false as above.
 *
 * @param owner stands for what `w` holds: as long as it is the same object, the matrix is not copied again
 */
export function quadraticFormsInWasm(
  w: Square,
  { data, points, owner }: Columns & { readonly owner: object },
  norms: Float64Array,
): boolean {
  const work = points > mostPoints ? null : workspaceFor(w.size)
  if (work === null) return false
  const { functions, first, panel, size: room } = work
  if (held?.first !== first || held.owner !== owner) {
    copyIn(w, first, room)
    held = { first, owner }
  }
  panel.numbers.set(data.subarray(0, w.size * points))
  functions.quadraticForms(first.at, panel.at, work.norms.at, room, w.size, points)
  norms.set(work.norms.numbers.subarray(0, points))
  return true
}

/** Copies a lower triangle with what blocks of four rows read above it, where it holds zeros if it is an inverse. */
function copyIn({ data, stride, size }: Square, first: Region, room: number): void {
  held = null
  for (let i = 0; i < size; i++) {
    first.numbers.set(data.subarray(i * stride, i * stride + Math.min(size, (i | 3) + 1)), i * room)
  }
}
