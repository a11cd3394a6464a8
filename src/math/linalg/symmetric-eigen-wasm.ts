import { wasmLoader } from '../wasm/load-wasm.ts'
import type { EigenPairs } from './eigen-pairs.ts'
import { bytes } from './symmetric-eigen-loops.wasm.ts'

/** The steps of symmetric-eigen.ts; all but the last two arguments are addresses. */
interface EigenLoops {
  tridiagonalise(a: number, d: number, e: number, p: number, n: number, stride: number): void
  reflections(a: number, q: number, p: number, n: number, stride: number): void
  diagonalise(q: number, z: number, d: number, e: number, c: number, s: number, n: number, stride: number): void
}

/** Rows below which copying the matrix costs more than is won. */
const fewRows = 8

interface Piece {
  readonly at: number
  readonly numbers: Float64Array
}

interface Workspace {
  readonly functions: EigenLoops
  readonly n: number
  readonly stride: number
  readonly a: Piece
  readonly q: Piece
  readonly z: Piece
  /** d, e, p, c and s, each of `stride` numbers. */
  readonly rows: Piece
}

const load = wasmLoader<EigenLoops>(bytes)
let workspace: Workspace | null = null

/** `symmetricEigen` of symmetric-eigen.ts, equal to the last bit; null where it is not worth it, or WebAssembly is off. */
export function symmetricEigenInWasm(matrix: Float64Array, n: number): EigenPairs | null {
  if (n < fewRows) return null
  const work = workspaceFor(n)
  if (work === null) return null
  const { functions, stride, a, q, z, rows } = work
  mirror(matrix, n, work)
  q.numbers.fill(0)
  const [d, e, p, c, s] = [0, 1, 2, 3, 4].map((row) => rows.at + 8 * row * stride)
  functions.tridiagonalise(a.at, d, e, p, n, stride)
  functions.reflections(a.at, q.at, p, n, stride)
  functions.diagonalise(q.at, z.at, d, e, c, s, n, stride)
  const vectors = new Float64Array(n * n)
  for (let i = 0; i < n; i++) vectors.set(z.numbers.subarray(i * stride, i * stride + n), i * n)
  return { values: rows.numbers.slice(0, n), vectors }
}

/** Both triangles from the lower one. */
function mirror(matrix: Float64Array, n: number, { a: { numbers: a }, stride }: Workspace): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) a[i * stride + j] = a[j * stride + i] = matrix[i * n + j]
  }
}

function workspaceFor(n: number): Workspace | null {
  if (workspace?.n !== n) workspace = createWorkspace(n)
  return workspace
}

/** In an instance of its own: the memory of another size is free again as soon as nobody holds it. */
function createWorkspace(n: number): Workspace | null {
  const instance = load()
  if (instance === null) return null
  const stride = Math.ceil(n / 8) * 8
  const addresses = [n, n, n, 5].map((rows) => ({ at: instance.reserve(8 * rows * stride), length: rows * stride }))
  // Views only now: reserving detaches them.
  const [a, q, z, rows] = addresses.map(({ at, length }) => ({ at, numbers: instance.float64(at, length) }))
  return { functions: instance.functions, n, stride, a, q, z, rows }
}
