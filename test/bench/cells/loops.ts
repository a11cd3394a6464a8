/** A loop as people write it at the top level of a cell, about 2e7 rounds, and what an earlier cell has defined for it. */
export interface LoopKind {
  readonly name: string
  readonly before: string
  readonly code: string
}

export const loopKinds: readonly LoopKind[] = [
  { name: 'counter', before: '', code: 'let total = 0; for (let i = 0; i < 2e7; i++) total += i % 7' },
  {
    name: 'bound of an earlier cell',
    before: 'const rounds = 2e7',
    code: 'let total = 0; for (let i = 0; i < rounds; i++) { total += i % 7 }',
  },
  { name: 'while', before: '', code: 'let total = 0, i = 0; while (i < 2e7) { total += i % 7; i++ }' },
  {
    name: 'floating point series',
    before: '',
    code: 'let sum = 0, sign = 1; for (let k = 0; k < 2e7; k++) { sum += sign / (2 * k + 1); sign = -sign }',
  },
  {
    name: 'call of an earlier function',
    before: 'function seventh(x) { return x % 7 }',
    code: 'let total = 0; for (let i = 0; i < 2e7; i++) total += seventh(i)',
  },
  {
    name: 'array elements',
    before: 'const xs = Float64Array.from({ length: 1e6 }, (_, i) => i % 10)',
    code: 'let total = 0; for (let k = 0; k < 20; k++) for (let i = 0; i < xs.length; i++) total += xs[i] * xs[i]',
  },
  {
    name: 'for…of',
    before: 'const xs = Array.from({ length: 1e6 }, (_, i) => i % 10)',
    code: 'let total = 0; for (let k = 0; k < 5; k++) for (const x of xs) total += x',
  },
  {
    name: 'loop in a function',
    before: 'function work(n) { let total = 0; for (let i = 0; i < n; i++) total += i % 7; return total }',
    code: 'work(2e7)',
  },
]
