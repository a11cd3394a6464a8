/**
 * An expression as a list of operations on whole arrays of points, each node once however often it occurs, with its slopes
 * by reverse mode. What depends on the points alone is computed once.
 */
import type { Expression } from './expression.ts'
import { meanSquare } from './mean-square.ts'
import { backward, forward, type Operation } from './operations.ts'
import type { Partial, Residual, ResidualAtPoints, ResidualPoints } from './residual.ts'
import { simplified } from './simplified.ts'
import { summandsOf } from './summands.ts'

export type CompiledExpression = Omit<Residual, 'expression'>

/** One node of the expression with the numbers of the nodes that it is computed from. */
interface Step {
  readonly node: Expression
  readonly left: number
  readonly right: number
  /** Whether it depends on the network or on a coefficient. */
  readonly varies: boolean
}

interface Program {
  readonly steps: readonly Step[]
  readonly summands: readonly number[]
  readonly root: number
  readonly partials: readonly Partial[]
}

export function compileExpression(expression: Expression, coefficients: number): CompiledExpression {
  const program = linearized(simplified(expression))
  return { partials: program.partials, at: (points) => bind(program, points, coefficients) }
}

function linearized(expression: Expression): Program {
  const steps: Step[] = []
  const partials: Partial[] = []
  const known = new Map<string, number>()

  function number(node: Expression): number {
    const key = JSON.stringify(node)
    const found = known.get(key)
    if (found !== undefined) return found
    const step = stepOf(node)
    if (node.kind === 'partial') partials.push({ output: node.output, orders: node.orders })
    steps.push(step)
    known.set(key, steps.length - 1)
    return steps.length - 1
  }

  function stepOf(node: Expression): Step {
    const [left, right] = operandsOf(node).map(number)
    const operandsVary = [left, right].some((one) => one !== undefined && steps[one].varies)
    const varies = node.kind === 'partial' || node.kind === 'parameter' || operandsVary
    return { node, left: left ?? -1, right: right ?? -1, varies }
  }

  const root = number(expression)
  const summands = summandsOf(expression).map(number)
  return { steps, summands, root, partials }
}

function operandsOf(node: Expression): readonly Expression[] {
  if (node.kind === 'unary') return [node.argument]
  return node.kind === 'binary' ? [node.left, node.right] : []
}

function bind(program: Program, points: ResidualPoints, coefficients: number): ResidualAtPoints {
  const { steps, root } = program
  const { count } = points
  const values = steps.map(({ node }) => valueArray(node, program, points))
  const adjoints = steps.map(({ varies }) => (varies ? new Float64Array(count) : null))
  const operations = steps.map((step, i) => operationOf(step, i, { values, adjoints }))
  const varying = operations.filter((_, i) => steps[i].varies)
  for (const [i, one] of operations.entries()) if (!steps[i].varies && one !== null) forward(one)
  const zeros = new Float64Array(count)
  const adjointOf = (wanted: (node: Expression) => boolean): Float64Array => {
    const at = steps.findIndex(({ node }) => wanted(node))
    return adjoints[at] ?? zeros
  }
  return {
    value: values[root],
    slopes: program.partials.map((partial) => adjointOf((node) => node.kind === 'partial' && isSame(node, partial))),
    coefficientSlopes: Array.from({ length: coefficients }, (_, k) =>
      adjointOf((node) => node.kind === 'parameter' && node.index === k),
    ),
    evaluate(current) {
      for (const [i, { node }] of steps.entries()) if (node.kind === 'parameter') values[i].fill(current[node.index])
      for (const one of varying) if (one !== null) forward(one)
      for (const adjoint of adjoints) adjoint?.fill(0)
      adjoints[root]?.fill(1)
      for (let i = varying.length - 1; i >= 0; i--) {
        const one = varying[i]
        if (one !== null) backward(one)
      }
    },
    summandsRms: () => program.summands.reduce((sum, at) => sum + Math.sqrt(meanSquare(values[at])), 0),
  }
}

function isSame(a: Partial, b: Partial): boolean {
  return a.output === b.output && a.orders.every((order, axis) => order === b.orders[axis])
}

function valueArray(node: Expression, program: Program, points: ResidualPoints): Float64Array {
  const { count, columns, width } = points
  if (node.kind === 'partial') return points.partials[program.partials.findIndex((one) => isSame(one, node))]
  const values = new Float64Array(count)
  if (node.kind === 'constant') values.fill(node.value)
  if (node.kind === 'input') for (let p = 0; p < count; p++) values[p] = columns[p * width + node.axis]
  return values
}

/** What a step computes, or null if its value is given. */
function operationOf(
  { node, left, right }: Step,
  result: number,
  { values, adjoints }: { values: readonly Float64Array[]; adjoints: readonly (Float64Array | null)[] },
): Operation | null {
  if (node.kind !== 'unary' && node.kind !== 'binary') return null
  const none = values[left]
  return {
    op: node.op,
    result: values[result],
    left: values[left],
    right: right < 0 ? none : values[right],
    resultAdjoint: adjoints[result],
    leftAdjoint: adjoints[left],
    rightAdjoint: right < 0 ? null : adjoints[right],
  }
}
