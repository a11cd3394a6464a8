import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { gramInWasm } from '../../../src/math/linalg/gram-wasm.ts'
import { gramInTypeScript } from '../../../src/math/linalg/gram.ts'
import { square } from '../../../src/math/linalg/square.ts'
import type { TallMatrix } from '../../../src/math/linalg/tall-matrix.ts'

function random(rows: number, columns: number): TallMatrix {
  const rng = createRng(`${rows}x${columns}`)
  return { data: Float64Array.from({ length: rows * columns }, () => rng.normal()), rows, columns }
}

test('gram is JᵀJ in its lower triangle, for any shape', () => {
  fc.assert(
    fc.property(fc.nat({ max: 20 }), fc.integer({ min: 1, max: 14 }), (rows, columns) => {
      const jacobian = random(rows, columns)
      const result = square(columns, columns + 3)
      gramInTypeScript(jacobian, result)
      for (let i = 0; i < columns; i++) {
        for (let j = 0; j <= i; j++) {
          let sum = 0
          for (let row = 0; row < rows; row++)
            sum += jacobian.data[row * columns + i] * jacobian.data[row * columns + j]
          expect(result.data[i * result.stride + j]).toBeCloseTo(sum, 12)
        }
      }
    }),
  )
})

// One chunk of rows and several, and columns that do not fill the last panel.
test.each([
  [1, 16],
  [255, 17],
  [256, 19],
  [257, 64],
  [700, 50],
])('gram of %i x %i is the same to the last bit in WebAssembly', (rows, columns) => {
  const jacobian = random(rows, columns)
  const plain = square(columns)
  const fast = square(columns)
  gramInTypeScript(jacobian, plain)
  expect(gramInWasm(jacobian, fast)).toBe(true)
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) expect(fast.data[i * columns + j]).toBe(plain.data[i * columns + j])
  }
})

test('gramInWasm leaves small matrices to TypeScript', () => {
  expect(gramInWasm(random(100, 4), square(4))).toBe(false)
})
