/** The sum of the products of the numbers of two vectors of one length. */
export function dot(a: Float64Array, b: Float64Array): number {
  let even = 0
  let odd = 0
  const paired = a.length - (a.length % 2)
  // Two sums, because one would wait for the previous addition at every step.
  for (let i = 0; i < paired; i += 2) {
    even += a[i] * b[i]
    odd += a[i + 1] * b[i + 1]
  }
  return paired < a.length ? even + odd + a[paired] * b[paired] : even + odd
}
