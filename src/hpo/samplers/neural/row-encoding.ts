import { type GpSpace, valueCount } from '../gp/space/gp-space.ts'

/** Rows as networks take them: numbers as they are, a column for each value of a choice. */
export interface RowEncoding {
  readonly encode: (row: Float64Array) => Float64Array
  /** By column of the row, the input that holds its number; null for choices. */
  readonly inputOf: readonly (number | null)[]
}

/** The encoding of the rows of a space. Whether a choice exists is one more of its values. */
export function rowEncoding({ axes, layout }: GpSpace): RowEncoding {
  let inputs = 0
  const columns = layout.map(({ axis, hamming }) => {
    const first = inputs
    const values = hamming ? valueCount(axes[axis]) + 1 : 1
    inputs += values
    return { first, values, hamming }
  })
  return {
    inputOf: columns.map(({ first, hamming }) => (hamming ? null : first)),
    encode(row) {
      const encoded = new Float64Array(inputs)
      columns.forEach(({ first, values, hamming }, j) => {
        if (!hamming) encoded[first] = row[j]
        else encoded[first + (row[j] >= 0 && row[j] < values - 1 ? row[j] : values - 1)] = 1
      })
      return encoded
    },
  }
}
