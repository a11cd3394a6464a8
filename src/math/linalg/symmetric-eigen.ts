// | symbol | shape  | meaning                                                              |
// | ------ | ------ | -------------------------------------------------------------------- |
// | A      | [n, n] | symmetric matrix, row by row; only its lower triangle is read         |
// | d, e   | [n]    | diagonal and subdiagonal of the tridiagonal matrix T = Qᵀ A Q         |
// | Z      | [n, n] | row i is the eigenvector of value i                                   |

import type { EigenPairs } from './eigen-pairs.ts'
import { symmetricEigenInWasm } from './symmetric-eigen-wasm.ts'

/** Sweeps per eigenvalue; two or three are usual. */
const mostSweeps = 60

/**
 * All eigenvalues and eigenvectors of a symmetric matrix: Householder tridiagonalisation, then QL with implicit shifts
 * (Golub and Van Loan, Matrix Computations, 8.3). About 9 n³ operations; the residual |A z − λ z| is of the order of the
 * rounding of the largest eigenvalue. WebAssembly makes the same sums.
 *
 * @param matrix finite numbers, row by row: [n, n]
 */
export function symmetricEigen(matrix: Float64Array, n: number): EigenPairs {
  return symmetricEigenInWasm(matrix, n) ?? symmetricEigenInTypeScript(matrix, n)
}

/** The same without WebAssembly. */
export function symmetricEigenInTypeScript(matrix: Float64Array, n: number): EigenPairs {
  const a = matrix.slice()
  const d = new Float64Array(n)
  const e = new Float64Array(n)
  tridiagonalise(a, { n, d, e })
  const z = reflections(a, n)
  for (let i = 0; i < n; i++) solveFor(i, { n, d, e }, z)
  return { values: d, vectors: z }
}

interface Tridiagonal {
  readonly n: number
  readonly d: Float64Array
  readonly e: Float64Array
}

/** Fills d and e, and leaves the unit vector v of reflection k in column k of `a`, below the diagonal. */
function tridiagonalise(a: Float64Array, { n, d, e }: Tridiagonal): void {
  const p = new Float64Array(n)
  /** The reflection's vector, which lies in a column of `a`, in one piece. */
  const v = new Float64Array(n)
  for (let k = 0; k < n - 1; k++) {
    d[k] = a[k * n + k]
    e[k] = reflectColumn(a, n, k)
    if (a[(k + 1) * n + k] === 0) continue
    // A ← H A H with H = I − 2 v vᵀ: A − v wᵀ − w vᵀ, w = p − (vᵀp) v, p = 2 A v.
    for (let i = k + 1; i < n; i++) v[i] = a[i * n + k]
    let vp = 0
    for (let i = k + 1; i < n; i++) {
      let sum = 0
      for (let j = k + 1; j <= i; j++) sum += a[i * n + j] * v[j]
      for (let j = i + 1; j < n; j++) sum += a[j * n + i] * v[j]
      p[i] = 2 * sum
      vp += p[i] * v[i]
    }
    for (let i = k + 1; i < n; i++) p[i] -= vp * v[i]
    for (let i = k + 1; i < n; i++) {
      const vi = v[i]
      const pi = p[i]
      for (let j = k + 1, at = i * n + j; j <= i; j++, at++) a[at] -= vi * p[j] + pi * v[j]
    }
  }
  if (n > 0) d[n - 1] = a[n * n - 1]
}

/** Replaces column k below the diagonal by the unit vector that reflects it onto its first axis; gives what is left there. */
function reflectColumn(a: Float64Array, n: number, k: number): number {
  let largest = 0
  for (let i = k + 1; i < n; i++) largest = Math.max(largest, Math.abs(a[i * n + k]))
  const first = (k + 1) * n + k
  if (largest === 0) return 0
  let rest = 0
  for (let i = k + 2; i < n; i++) {
    const ratio = a[i * n + k] / largest
    rest += ratio * ratio
  }
  if (rest === 0) {
    const kept = a[first]
    a[first] = 0
    return kept
  }
  const x = a[first] / largest
  const norm = Math.sqrt(x * x + rest)
  const alpha = x > 0 ? -norm : norm
  const length = Math.sqrt((x - alpha) * (x - alpha) + rest)
  a[first] = (x - alpha) / length
  for (let i = k + 2; i < n; i++) a[i * n + k] /= largest * length
  return alpha * largest
}

/** Qᵀ, the product of the reflections in `a`, row by row. */
function reflections(a: Float64Array, n: number): Float64Array {
  const z = new Float64Array(n * n)
  const v = new Float64Array(n)
  for (let i = 0; i < n; i++) z[i * n + i] = 1
  // Row i of z becomes column i of Q = H₀ H₁ …, so each reflection acts on the entries of the rows.
  for (let k = n - 2; k >= 0; k--) {
    if (a[(k + 1) * n + k] === 0) continue
    for (let i = k + 1; i < n; i++) v[i] = a[i * n + k]
    for (let row = k + 1; row < n; row++) {
      let sum = 0
      for (let i = k + 1; i < n; i++) sum += z[row * n + i] * v[i]
      for (let i = k + 1; i < n; i++) z[row * n + i] -= 2 * sum * v[i]
    }
  }
  return z
}

/** Rotates T until e[l] is negligible: d[l] is then an eigenvalue. */
function solveFor(l: number, t: Tridiagonal, z: Float64Array): void {
  const { n, d, e } = t
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let m = l
    while (m < n - 1 && Math.abs(e[m]) > Number.EPSILON * (Math.abs(d[m]) + Math.abs(d[m + 1]))) m++
    if (m === l) return
    sweepUp(l, m, { ...t, z })
  }
}

/** √(a² + b²) without overflow; `Math.hypot` takes ten times as long, for any number of arguments. */
function hypotenuse(a: number, b: number): number {
  const x = Math.abs(a)
  const y = Math.abs(b)
  const longer = Math.max(x, y)
  if (longer === 0) return 0
  const ratio = Math.min(x, y) / longer
  return longer * Math.sqrt(1 + ratio * ratio)
}

/** One implicit QL sweep from row m up to row l, with Wilkinson's shift. */
function sweepUp(l: number, m: number, { n, d, e, z }: Tridiagonal & { readonly z: Float64Array }): void {
  const half = (d[l + 1] - d[l]) / (2 * e[l])
  const root = hypotenuse(half, 1)
  let g = d[m] - d[l] + e[l] / (half + (half < 0 ? -root : root))
  let s = 1
  let c = 1
  let p = 0
  for (let i = m - 1; i >= l; i--) {
    const f = s * e[i]
    const b = c * e[i]
    const r = hypotenuse(f, g)
    e[i + 1] = r
    if (r === 0) {
      // The matrix splits here: what was carried down is put back, and the next sweep goes on.
      d[i + 1] -= p
      e[m] = 0
      return
    }
    s = f / r
    c = g / r
    g = d[i + 1] - p
    const q = (d[i] - g) * s + 2 * c * b
    p = s * q
    d[i + 1] = g + p
    g = c * q - b
    for (let k = i * n, end = k + n; k < end; k++) {
      const lower = z[k + n]
      const upper = z[k]
      z[k + n] = s * upper + c * lower
      z[k] = c * upper - s * lower
    }
  }
  d[l] -= p
  e[l] = g
  e[m] = 0
}
