/**
 * SOAP: Vyas et al. 2024, "SOAP: improving and stabilizing Shampoo using Adam" (arXiv 2409.11321), algorithm 3: Adam in the
 * slowly turning eigenbasis of Shampoo's preconditioner. Wang et al. 2025 (arXiv 2502.00604) find it the best optimiser of
 * first order for physics-informed networks.
 *
 * | symbol | meaning                                                          | shape          |
 * | ------ | ---------------------------------------------------------------- | -------------- |
 * | G      | gradient of one weight matrix                                    | [rows, columns] |
 * | L, R   | running averages of G Gᵀ and GᵀG                                 | [rows, rows], [columns, columns] |
 * | Q_L Q_R | their eigenvectors, one a column                                | as L, R        |
 * | M      | running average of the gradient, kept in the basis: Q_Lᵀ G Q_R     | as G           |
 * | V      | running average of (Q_Lᵀ G Q_R)²                                 | as G           |
 */
import { symmetricEigen } from '../linalg/symmetric-eigen.ts'
import { firstOrder, type Move } from './first-order.ts'
import { badBlocks, requireCount, requireFraction, requireNotNegative, requirePositive } from './messages.ts'
import { orthonormalise, product, productTransposed, transposedProduct } from './small-matrix.ts'
import type { FirstOrderOptimizer, Objective } from './optimizer.ts'

/** A weight matrix inside the flat vector of parameters, row-major. */
export interface MatrixBlock {
  readonly offset: number
  readonly rows: number
  readonly columns: number
}

export interface SoapOptions {
  /** > 0. */
  readonly learningRate: number
  /** The weight matrices. Coordinates outside of them (biases) move as with Adam. */
  readonly blocks: readonly MatrixBlock[]
  /** In [0, 1): the average of the gradient; default 0.95. */
  readonly beta1?: number
  /** In [0, 1): the averages of squares, and of L and R; default 0.95. */
  readonly beta2?: number
  /** > 0; default 1e-8. */
  readonly epsilon?: number
  /** Decoupled, as with AdamW, 0 or above; default 0. */
  readonly weightDecay?: number
  /** Iterations between two turns of the basis, at least 1; default 10. */
  readonly precondition?: number
}

/**
 * SOAP from a copy of `start`; stops as Adam does. The first iteration only looks at the gradient, to find a basis.
 *
 * @throws InputError `optimize/bad-option`
 */
export function soap(objective: Objective, start: Float64Array, options: SoapOptions): FirstOrderOptimizer {
  const { learningRate, beta1 = 0.95, beta2 = 0.95, epsilon = 1e-8, weightDecay = 0, precondition = 10 } = options
  requirePositive('learningRate', learningRate)
  requireFraction('beta1', beta1)
  requireFraction('beta2', beta2)
  requirePositive('epsilon', epsilon)
  requireNotNegative('weightDecay', weightDecay)
  requireCount('precondition', precondition)
  const m = new Float64Array(start.length)
  const v = new Float64Array(start.length)
  const bases = createBases(options.blocks, start.length)
  const turned = new Float64Array(start.length)
  const step = new Float64Array(start.length)

  /** Adam's step for a gradient in the basis, left in `step`, still in the basis. */
  function average({ iteration, learningRate }: Move): void {
    const t = iteration - 1
    const rate = (learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t)
    for (let i = 0; i < m.length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * turned[i]
      v[i] = beta2 * v[i] + (1 - beta2) * turned[i] * turned[i]
      step[i] = (rate * m[i]) / (Math.sqrt(v[i]) + epsilon)
    }
  }

  return firstOrder(objective, start, {
    kind: 'soap',
    learningRate,
    weightDecay,
    memory: { m, v, ...Object.fromEntries(bases.flatMap((basis) => basis.memory)) },
    update(move) {
      const { x, gradient, iteration, learningRate, weightDecay } = move
      if (iteration === 1) {
        for (const basis of bases) basis.begin(gradient, 1 - beta2)
        return
      }
      turned.set(gradient)
      for (const basis of bases) basis.enter(turned)
      average(move)
      for (const basis of bases) basis.leave(step)
      const shrink = 1 - learningRate * weightDecay
      for (let i = 0; i < x.length; i++) x[i] = shrink * (x[i] - step[i])
      const turns = (iteration - 1) % precondition === 0
      for (const basis of bases) basis.learn({ gradient, m, v }, { share: 1 - beta2, turns })
    },
  })
}

/** The eigenbasis of one weight matrix. */
interface Basis {
  readonly memory: readonly (readonly [string, Float64Array])[]
  /** Sets the basis from the first gradient. */
  begin(gradient: Float64Array, share: number): void
  /** The block of `vector` := Q_Lᵀ · block · Q_R. */
  enter(vector: Float64Array): void
  /** The block of `vector` := Q_L · block · Q_Rᵀ. */
  leave(vector: Float64Array): void
  /** Adds the gradient to the averages L and R; turns the basis after them when it is time. */
  learn(
    averages: { readonly gradient: Float64Array; readonly m: Float64Array; readonly v: Float64Array },
    when: { readonly share: number; readonly turns: boolean },
  ): void
}

function createBases(blocks: readonly MatrixBlock[], coordinates: number): Basis[] {
  let end = 0
  for (const { offset, rows, columns } of [...blocks].sort((a, b) => a.offset - b.offset)) {
    if (![offset, rows, columns].every((n) => Number.isSafeInteger(n)) || rows < 1 || columns < 1) {
      throw badBlocks(`one is ${rows} x ${columns} at ${offset}`, coordinates)
    }
    if (offset < end) throw badBlocks(`two of them hold coordinate ${offset}`, coordinates)
    end = offset + rows * columns
    if (end > coordinates) throw badBlocks(`one ends at ${end}`, coordinates)
  }
  return blocks.map(createBasis)
}

function createBasis({ offset, rows, columns }: MatrixBlock, index: number): Basis {
  const left = createSide(rows)
  const right = createSide(columns)
  const scratch = new Float64Array(rows * columns)
  const blockOf = (vector: Float64Array): Float64Array => vector.subarray(offset, offset + rows * columns)
  const gather = (gradient: Float64Array, share: number): void => {
    const g = blockOf(gradient)
    const transposed = transpose(g, rows, columns)
    left.average(productTransposed(g, g, { rows, inner: columns, columns: rows }), share)
    right.average(productTransposed(transposed, transposed, { rows: columns, inner: rows, columns }), share)
  }
  const enter = (vector: Float64Array): void => {
    const block = blockOf(vector)
    transposedProduct(left.basis, block, { rows, inner: rows, columns }, scratch)
    product(scratch, right.basis, { rows, inner: columns, columns }, block)
  }
  const leave = (vector: Float64Array): void => {
    const block = blockOf(vector)
    product(left.basis, block, { rows, inner: rows, columns }, scratch)
    block.set(productTransposed(scratch, right.basis, { rows, inner: columns, columns }))
  }
  return {
    memory: [...left.memory(`left${index}`), ...right.memory(`right${index}`)],
    enter,
    leave,
    begin(gradient, share) {
      gather(gradient, share)
      left.begin()
      right.begin()
    },
    learn({ gradient, m, v }, { share, turns }) {
      gather(gradient, share)
      if (!turns) return
      leave(m)
      const orders = { rows: left.turn(), columns: right.turn() }
      reorder(blockOf(v), orders, scratch)
      enter(m)
    },
  }
}

/** L or R, and its eigenvectors. */
interface Side {
  readonly basis: Float64Array
  memory(name: string): (readonly [string, Float64Array])[]
  average(square: Float64Array, share: number): void
  begin(): void
  /** One step of orthogonal iteration. @returns which old vector each new one comes from */
  turn(): Int32Array
}

function createSide(n: number): Side {
  const moment = new Float64Array(n * n)
  const basis = new Float64Array(n * n)
  return {
    basis,
    memory: (name) => [
      [`${name}Moment`, moment],
      [`${name}Basis`, basis],
    ],
    average(square, share) {
      for (let i = 0; i < moment.length; i++) moment[i] += share * (square[i] - moment[i])
    },
    begin() {
      const { values, vectors } = symmetricEigen(moment, n)
      const order = descending(values)
      for (let c = 0; c < n; c++) for (let r = 0; r < n; r++) basis[r * n + c] = vectors[order[c] * n + r]
    },
    turn() {
      const shape = { rows: n, inner: n, columns: n }
      const moved = product(moment, basis, shape, new Float64Array(n * n))
      const sizes = new Float64Array(n)
      for (let r = 0; r < n; r++) for (let c = 0; c < n; c++) sizes[c] += basis[r * n + c] * moved[r * n + c]
      const order = descending(sizes)
      for (let r = 0; r < n; r++) for (let c = 0; c < n; c++) basis[r * n + c] = moved[r * n + order[c]]
      orthonormalise(basis, n)
      return order
    },
  }
}

/** Indices of `values`, the largest first; equal ones in their order. */
function descending(values: Float64Array): Int32Array {
  return Int32Array.from(values.keys()).sort((a, b) => values[b] - values[a])
}

function transpose(block: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(block.length)
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) result[c * rows + r] = block[r * columns + c]
  return result
}

function reorder(
  block: Float64Array,
  order: { readonly rows: Int32Array; readonly columns: Int32Array },
  scratch: Float64Array,
): void {
  const columns = order.columns.length
  scratch.set(block)
  order.rows.forEach((from, r) => {
    for (let c = 0; c < columns; c++) block[r * columns + c] = scratch[from * columns + order.columns[c]]
  })
}
