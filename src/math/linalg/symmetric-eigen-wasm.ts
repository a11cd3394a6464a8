import { growingWorkspace } from '../wasm/growing-workspace.ts'
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

const workspaceFor = growingWorkspace(wasmLoader<EigenLoops>(bytes), (size) => ({
  a: size * size,
  q: size * size,
  z: size * size,
  // d, e, p, c and s.
  rows: 5 * size,
}))

/** `symmetricEigen` of symmetric-eigen.ts, equal to the last bit; null where it is not worth it, or WebAssembly is off. */
export function symmetricEigenInWasm(matrix: Float64Array, n: number): EigenPairs | null {
  if (n < fewRows) return null
  const work = workspaceFor(n)
  if (work === null) return null
  const { functions, a, q, z, rows } = work
  const stride = Math.ceil(n / 8) * 8
  for (const { numbers } of [a, q, z]) numbers.fill(0, 0, n * stride)
  mirror(matrix, n, { a: a.numbers, stride })
  const [d, e, p, c, s] = [0, 1, 2, 3, 4].map((row) => rows.at + 8 * row * stride)
  functions.tridiagonalise(a.at, d, e, p, n, stride)
  functions.reflections(a.at, q.at, p, n, stride)
  functions.diagonalise(q.at, z.at, d, e, c, s, n, stride)
  const vectors = new Float64Array(n * n)
  for (let i = 0; i < n; i++) vectors.set(z.numbers.subarray(i * stride, i * stride + n), i * n)
  return { values: rows.numbers.slice(0, n), vectors }
}

/** Both triangles from the lower one. */
function mirror(
  matrix: Float64Array,
  n: number,
  { a, stride }: { readonly a: Float64Array; readonly stride: number },
): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) a[i * stride + j] = a[j * stride + i] = matrix[i * n + j]
  }
}
