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

/** Memory for matrices of up to `stride` rows. */
interface Workspace {
  readonly functions: LowerInverseBlocks
  readonly stride: number
  readonly first: Region
  readonly second: Region
  readonly panel: Region
  readonly norms: Region
  /** Whose matrix `first` holds; null for what is read once. */
  owner: object | null
}

interface Region {
  readonly at: number
  readonly data: Float64Array
}

const load = wasmLoader<LowerInverseBlocks>(bytes)
let workspace: Workspace | null = null

/** `invertLower` of lower-inverse.ts for the whole matrix; false where it is not worth it, or WebAssembly is off. */
export function invertLowerInWasm(l: Square, w: Square): boolean {
  const work = workspaceFor(l.size)
  if (work === null) return false
  copyIn(l, work, null)
  work.functions.invertLower(work.first.at, work.second.at, work.stride, l.size)
  copyOut(w, work, () => l.size)
  return true
}

/** `inverseFromLower` of lower-inverse.ts, but for the upper triangle; false as above. */
export function inverseFromLowerInWasm(w: Square, inverse: Square): boolean {
  const work = workspaceFor(w.size)
  if (work === null) return false
  copyIn(w, work, null)
  work.functions.inverseFromLower(work.first.at, work.second.at, work.stride, w.size)
  copyOut(inverse, work, (i) => i + 1)
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
  if (work.owner !== owner) copyIn(w, work, owner)
  work.panel.data.set(data.subarray(0, w.size * points))
  work.functions.quadraticForms(work.first.at, work.panel.at, work.norms.at, work.stride, w.size, points)
  norms.set(work.norms.data.subarray(0, points))
  return true
}

/** Copies a lower triangle with what blocks of four rows read above it, where it holds zeros if it is an inverse. */
function copyIn({ data, stride, size }: Square, work: Workspace, owner: object | null): void {
  work.owner = owner
  for (let i = 0; i < size; i++) {
    work.first.data.set(data.subarray(i * stride, i * stride + Math.min(size, (i | 3) + 1)), i * work.stride)
  }
}

function copyOut(
  { data, stride, size }: Square,
  { second, ...work }: Workspace,
  length: (row: number) => number,
): void {
  for (let i = 0; i < size; i++) {
    data.set(second.data.subarray(i * work.stride, i * work.stride + length(i)), i * stride)
  }
}

function workspaceFor(size: number): Workspace | null {
  if (size < fewRows) return null
  if (workspace === null || workspace.stride < size) workspace = createWorkspace(Math.ceil(Math.max(size, 64) / 4) * 4)
  return workspace
}

/** In an instance of its own: the memory of a smaller one is free again as soon as nobody holds it. */
function createWorkspace(stride: number): Workspace | null {
  const instance = load()
  if (instance === null) return null
  const lengths = [stride * stride, stride * stride, stride * mostPoints, mostPoints]
  const addresses = lengths.map((length) => instance.reserve(8 * length))
  const [first, second, panel, norms] = addresses.map((at, i): Region => ({
    at,
    data: instance.float64(at, lengths[i]),
  }))
  return { functions: instance.functions, stride, first, second, panel, norms, owner: null }
}
