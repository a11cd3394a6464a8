/**
 * A residual of which only the function is known. Its slopes are central differences of sixth order, at a distance h that
 * balances truncation (h⁶) against rounding (ε/h): both stay below 1e-11 of the size of the function for those that change over lengths of 1, and
 * polynomials to sixth degree have no truncation error at all (Fornberg 1988, table 1).
 */
import { constantExpression, fieldExpression } from './field-names.ts'
import { residualIsNotNumber } from './messages.ts'
import type { ResidualFunction } from './parse-residual.ts'
import type { Partial, Residual, ResidualAtPoints, ResidualPoints } from './residual.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Distance of the samples, relative to the size of the variable where that is above 1. */
const spacing = 0.002
const stencil = [3 / 4, -3 / 20, 1 / 60]

type Names = Record<string, number>

/** What the function asked for when it was called once with recording arguments. */
interface Uses {
  readonly fields: readonly Field[]
  readonly constants: readonly string[]
}

interface Field {
  readonly name: string
  /** The coordinate, or null for a derivative. */
  readonly axis: number | null
}

export function numericResidual(source: ResidualFunction, vocabulary: Vocabulary): Residual {
  const call = source as unknown as (fields: Names, constants: Names) => unknown
  const { uses, partials } = usesOf(call, vocabulary)
  return { partials, expression: null, at: (points) => bind({ call, uses, vocabulary, points }) }
}

/** Calls the function at arbitrary values and notes the names that it reads. @throws InputError */
function usesOf(
  call: (fields: Names, constants: Names) => unknown,
  vocabulary: Vocabulary,
): { uses: Uses; partials: readonly Partial[] } {
  const fields: Field[] = []
  const partials: Partial[] = []
  const constants: string[] = []
  const recording = (note: (name: string) => void): Names => {
    const seen = new Set<string>()
    return new Proxy<Names>(
      {},
      {
        get(_, name) {
          if (!seen.has(String(name))) note(String(name))
          seen.add(String(name))
          return 0.5
        },
      },
    )
  }
  const noteField = (name: string): void => {
    const meaning = fieldExpression(name, vocabulary)
    fields.push({ name, axis: meaning.kind === 'input' ? meaning.axis : null })
    if (meaning.kind === 'partial') partials.push({ output: meaning.output, orders: meaning.orders })
  }
  const noteConstant = (name: string): void => {
    constantExpression(name, vocabulary)
    constants.push(name)
  }
  const value = call(recording(noteField), recording(noteConstant))
  if (typeof value !== 'number') throw residualIsNotNumber(value, String(call))
  return { uses: { fields, constants }, partials }
}

interface Binding {
  readonly call: (fields: Names, constants: Names) => unknown
  readonly uses: Uses
  readonly vocabulary: Vocabulary
  readonly points: ResidualPoints
}

function bind({ call, uses, vocabulary, points }: Binding): ResidualAtPoints {
  const { count, columns, width, partials } = points
  const value = new Float64Array(count)
  const slopes = partials.map(() => new Float64Array(count))
  const coefficientSlopes = vocabulary.coefficients.map(() => new Float64Array(count))
  const fields: Names = {}
  const constants: Names = { ...vocabulary.constants }
  const derivatives = uses.fields.filter(({ axis }) => axis === null)
  const residual = (): number => call(fields, constants) as number

  /** ∂r/∂(object[name]) at the values that the objects hold. */
  function slope(object: Names, name: string): number {
    const middle = object[name]
    const h = spacing * Math.max(1, Math.abs(middle))
    let sum = 0
    for (const [k, weight] of stencil.entries()) {
      object[name] = middle + (k + 1) * h
      const above = residual()
      object[name] = middle - (k + 1) * h
      sum += weight * (above - residual())
    }
    object[name] = middle
    return sum / h
  }

  return {
    value,
    slopes,
    coefficientSlopes,
    evaluate(current) {
      for (const [k, name] of vocabulary.coefficients.entries()) constants[name] = current[k]
      for (let p = 0; p < count; p++) {
        for (const { name, axis } of uses.fields) if (axis !== null) fields[name] = columns[p * width + axis]
        for (const [k, { name }] of derivatives.entries()) fields[name] = partials[k][p]
        value[p] = residual()
        for (const [k, { name }] of derivatives.entries()) slopes[k][p] = slope(fields, name)
        for (const [k, name] of vocabulary.coefficients.entries()) {
          if (uses.constants.includes(name)) coefficientSlopes[k][p] = slope(constants, name)
        }
      }
    },
    // To first order the summands of a sum are its slopes times what they belong to.
    summandsRms: () => slopes.reduce((sum, one, k) => sum + rootMeanProduct(one, partials[k]), 0),
  }
}

function rootMeanProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] * b[i]) ** 2
  return Math.sqrt(sum / a.length)
}
