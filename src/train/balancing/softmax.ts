/** exp(x_k) / Σ exp(x_j), without overflow. */
export function softmax(values: readonly number[]): number[] {
  const largest = Math.max(...values)
  const exponentials = values.map((value) => Math.exp(value - largest))
  const sum = exponentials.reduce((all, value) => all + value, 0)
  return exponentials.map((value) => value / sum)
}
