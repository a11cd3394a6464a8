// The eigenvectors of symmetric-eigen.ts, two numbers at a time: the same sums in the same order. Rows are `stride` numbers
// apart, a multiple of 8, and what lies past the n-th of a row is 0. Where a loop over columns begins left of the first one
// that counts, what it spoils is not read again.
//
// a  [n, stride]  the whole symmetric matrix; row k ends as the unit vector of reflection k, right of the diagonal
// q  [n, stride]  the product of the reflections
// z  [n, stride]  row i becomes the eigenvector of value i
// d, e            diagonal and subdiagonal of the tridiagonal matrix; d becomes the eigenvalues
// p, c, s         [stride] numbers for products, and for the cosines and sines of a sweep

export function heapBase(): usize {
  return __heap_base
}

/** Fills d and e. The off-diagonal part of row k, which equals that of column k, is replaced by the vector of reflection k. */
export function tridiagonalise(a: usize, d: usize, e: usize, p: usize, n: i32, stride: i32): void {
  const row = <usize>stride << 3
  for (let k = 0; k < n - 1; k++) {
    const v = a + <usize>k * row
    f64.store(at(d, k), f64.load(at(v, k)))
    f64.store(at(e, k), reflectRow(v, k, n))
    if (f64.load(at(v, k + 1)) == 0) continue
    products(a, v, p, k + 1, n, row)
    let vp: f64 = 0
    for (let i = k + 1; i < n; i++) vp += f64.load(at(p, i)) * f64.load(at(v, i))
    for (let i = k + 1; i < n; i++) f64.store(at(p, i), f64.load(at(p, i)) - vp * f64.load(at(v, i)))
    const from = <usize>((k + 1) & ~1) << 3
    for (let i = k + 1; i < n; i++) {
      const vi = v128.load_splat<f64>(at(v, i))
      const pi = v128.load_splat<f64>(at(p, i))
      const target = a + <usize>i * row
      for (let j = from; j < row; j += 16) {
        const change = f64x2.add(f64x2.mul(vi, v128.load(p + j)), f64x2.mul(pi, v128.load(v + j)))
        v128.store(target + j, f64x2.sub(v128.load(target + j), change))
      }
    }
  }
  f64.store(at(d, n - 1), f64.load(at(a + <usize>(n - 1) * row, n - 1)))
}

/** Replaces a row right of the diagonal by the unit vector that reflects it onto its first axis; gives what is left there. */
function reflectRow(v: usize, k: i32, n: i32): f64 {
  let largest: f64 = 0
  for (let i = k + 1; i < n; i++) largest = max<f64>(largest, abs<f64>(f64.load(at(v, i))))
  const first = at(v, k + 1)
  if (largest == 0) return 0
  let rest: f64 = 0
  for (let i = k + 2; i < n; i++) {
    const ratio = f64.load(at(v, i)) / largest
    rest += ratio * ratio
  }
  if (rest == 0) {
    const kept = f64.load(first)
    f64.store(first, 0)
    return kept
  }
  const x = f64.load(first) / largest
  const norm = sqrt<f64>(x * x + rest)
  const alpha = x > 0 ? -norm : norm
  const length = sqrt<f64>((x - alpha) * (x - alpha) + rest)
  f64.store(first, (x - alpha) / length)
  for (let i = k + 2; i < n; i++) f64.store(at(v, i), f64.load(at(v, i)) / (largest * length))
  return alpha * largest
}

/** q := the product of the reflections in the rows of a. It begins as zeros; p is for products. */
export function reflections(a: usize, q: usize, p: usize, n: i32, stride: i32): void {
  const row = <usize>stride << 3
  for (let i = 0; i < n; i++) f64.store(at(q + <usize>i * row, i), 1)
  for (let k = n - 2; k >= 0; k--) {
    const v = a + <usize>k * row
    if (f64.load(at(v, k + 1)) == 0) continue
    products(q, v, p, k + 1, n, row)
    const from = <usize>((k + 1) & ~1) << 3
    for (let i = k + 1; i < n; i++) {
      const vi = v128.load_splat<f64>(at(v, i))
      const target = q + <usize>i * row
      for (let j = from; j < row; j += 16) {
        v128.store(target + j, f64x2.sub(v128.load(target + j), f64x2.mul(v128.load(p + j), vi)))
      }
    }
  }
}

/** p := 2 Σ_i v_i m_i over the rows i of m from `first` on, eight columns at a time. */
// @ts-ignore: decorator
@inline function products(m: usize, v: usize, p: usize, first: i32, n: i32, row: usize): void {
  const two = f64x2.splat(2)
  for (let j = <usize>(first & ~7) << 3; j < row; j += 64) {
    let s0 = f64x2.splat(0)
    let s1 = f64x2.splat(0)
    let s2 = f64x2.splat(0)
    let s3 = f64x2.splat(0)
    let source = m + <usize>first * row + j
    for (let i = first; i < n; i++) {
      const vi = v128.load_splat<f64>(at(v, i))
      s0 = f64x2.add(s0, f64x2.mul(v128.load(source), vi))
      s1 = f64x2.add(s1, f64x2.mul(v128.load(source, 16), vi))
      s2 = f64x2.add(s2, f64x2.mul(v128.load(source, 32), vi))
      s3 = f64x2.add(s3, f64x2.mul(v128.load(source, 48), vi))
      source += row
    }
    v128.store(p + j, f64x2.mul(two, s0))
    v128.store(p + j, f64x2.mul(two, s1), 16)
    v128.store(p + j, f64x2.mul(two, s2), 32)
    v128.store(p + j, f64x2.mul(two, s3), 48)
  }
}

/** z := qᵀ, then the sweeps of all eigenvalues. */
export function diagonalise(q: usize, z: usize, d: usize, e: usize, c: usize, s: usize, n: i32, stride: i32): void {
  const row = <usize>stride << 3
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) f64.store(at(z + <usize>j * row, i), f64.load(at(q + <usize>i * row, j)))
  }
  for (let l = 0; l < n; l++) {
    // As `mostSweeps` of the twin.
    for (let sweep = 0; sweep < 60; sweep++) {
      let m = l
      while (m < n - 1) {
        const size = abs<f64>(f64.load(at(d, m))) + abs<f64>(f64.load(at(d, m + 1)))
        // Not its opposite, which differs for NaN.
        if (!(abs<f64>(f64.load(at(e, m))) > f64.EPSILON * size)) break
        m++
      }
      if (m == l) break
      const last = sweepUp(l, m, d, e, c, s)
      rotate(z, last, m, c, s, row)
    }
  }
}

/** One implicit QL sweep from row m up to row l; gives the first row that it rotates. */
function sweepUp(l: i32, m: i32, d: usize, e: usize, cosines: usize, sines: usize): i32 {
  const dl = f64.load(at(d, l))
  const el = f64.load(at(e, l))
  const half = (f64.load(at(d, l + 1)) - dl) / (2 * el)
  const root = hypotenuse(half, 1)
  let g = f64.load(at(d, m)) - dl + el / (half + (half < 0 ? -root : root))
  let s: f64 = 1
  let c: f64 = 1
  let p: f64 = 0
  for (let i = m - 1; i >= l; i--) {
    const f = s * f64.load(at(e, i))
    const b = c * f64.load(at(e, i))
    const r = hypotenuse(f, g)
    f64.store(at(e, i + 1), r)
    const next = f64.load(at(d, i + 1))
    if (r == 0) {
      f64.store(at(d, i + 1), next - p)
      f64.store(at(e, m), 0)
      return i + 1
    }
    s = f / r
    c = g / r
    g = next - p
    const t = (f64.load(at(d, i)) - g) * s + 2 * c * b
    p = s * t
    f64.store(at(d, i + 1), g + p)
    g = c * t - b
    f64.store(at(cosines, i), c)
    f64.store(at(sines, i), s)
  }
  f64.store(at(d, l), f64.load(at(d, l)) - p)
  f64.store(at(e, l), g)
  f64.store(at(e, m), 0)
  return l
}

/** Rotates rows i and i + 1 of z for i from m − 1 down to l, eight columns at a time: each number is read and written once. */
function rotate(z: usize, l: i32, m: i32, cosines: usize, sines: usize, row: usize): void {
  for (let j: usize = 0; j < row; j += 64) {
    let target = z + <usize>m * row + j
    let l0 = v128.load(target)
    let l1 = v128.load(target, 16)
    let l2 = v128.load(target, 32)
    let l3 = v128.load(target, 48)
    for (let i = m - 1; i >= l; i--) {
      const c = v128.load_splat<f64>(at(cosines, i))
      const s = v128.load_splat<f64>(at(sines, i))
      const source = target - row
      const u0 = v128.load(source)
      const u1 = v128.load(source, 16)
      const u2 = v128.load(source, 32)
      const u3 = v128.load(source, 48)
      v128.store(target, f64x2.add(f64x2.mul(s, u0), f64x2.mul(c, l0)))
      v128.store(target, f64x2.add(f64x2.mul(s, u1), f64x2.mul(c, l1)), 16)
      v128.store(target, f64x2.add(f64x2.mul(s, u2), f64x2.mul(c, l2)), 32)
      v128.store(target, f64x2.add(f64x2.mul(s, u3), f64x2.mul(c, l3)), 48)
      l0 = f64x2.sub(f64x2.mul(c, u0), f64x2.mul(s, l0))
      l1 = f64x2.sub(f64x2.mul(c, u1), f64x2.mul(s, l1))
      l2 = f64x2.sub(f64x2.mul(c, u2), f64x2.mul(s, l2))
      l3 = f64x2.sub(f64x2.mul(c, u3), f64x2.mul(s, l3))
      target = source
    }
    v128.store(target, l0)
    v128.store(target, l1, 16)
    v128.store(target, l2, 32)
    v128.store(target, l3, 48)
  }
}

function hypotenuse(a: f64, b: f64): f64 {
  const x = abs<f64>(a)
  const y = abs<f64>(b)
  const longer = max<f64>(x, y)
  if (longer == 0) return 0
  const ratio = min<f64>(x, y) / longer
  return longer * sqrt<f64>(1 + ratio * ratio)
}

/** The address of number i. */
// @ts-ignore: decorator
@inline function at(base: usize, i: i32): usize {
  return base + (<usize>i << 3)
}
