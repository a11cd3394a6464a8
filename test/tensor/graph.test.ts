import { expect, test } from 'vitest'
import { createRng } from '../../src/base/rng.ts'
import { gradient } from '../../src/tensor/graph/gradient.ts'
import { Graph, type Node, sizeOf } from '../../src/tensor/graph/graph.ts'
import { onnxSession } from '../../src/tensor/onnx/onnx-session.ts'
import { openTensors } from '../../src/tensor/tfjs/open-tensors.ts'
import { runOnTfjs } from '../../src/tensor/tfjs/run-graph.ts'
import { backendsUnderTest } from './backends-under-test.ts'
import { evaluate, type Feeds } from './evaluate-graph.ts'

interface Case {
  readonly name: string
  /** Makes an array from a [2, 3] array a and a [3] array b, both of numbers in [0.2, 1.2]. */
  readonly build: (g: Graph, a: Node, b: Node) => Node
}

const unaries = (['neg', 'exp', 'log', 'sqrt', 'sin', 'cos', 'tanh', 'sigmoid', 'erf', 'abs'] as const).map(
  (op): Case => ({ name: op, build: (g, a, b) => g.mul(g.unary(op, a), b) }),
)

const cases: readonly Case[] = [
  ...unaries,
  { name: 'add', build: (g, a, b) => g.square(g.add(a, b)) },
  { name: 'sub', build: (g, a, b) => g.square(g.sub(b, a)) },
  { name: 'div', build: (g, a, b) => g.div(b, a) },
  { name: 'pow', build: (g, a, b) => g.add(g.binary('pow', a, g.scalar(2.5)), g.binary('pow', a, b)) },
  { name: 'sum', build: (g, a, b) => g.square(g.mul(g.sum(a, [0]), g.sum(g.mul(a, b), [1]))) },
  { name: 'broadcast', build: (g, a, b) => g.mul(g.broadcast(g.reshape(b, [1, 3]), [2, 3]), a) },
  { name: 'slice and pad', build: (g, a, b) => g.mul(g.pad(g.slice(g.mul(a, b), 1, [1, 3]), 1, [0, 1]), a) },
  { name: 'concat', build: (g, a, b) => g.square(g.concat([a, g.reshape(b, [1, 3]), g.mul(a, b)], 0)) },
  { name: 'product', build: (g, a, b) => g.square(g.matMul(a, g.reshape(b, [3, 1]))) },
  { name: 'product, left transposed', build: (g, a, b) => g.square(g.matMul(a, g.mul(a, b), { transposeA: true })) },
  { name: 'product, right transposed', build: (g, a, b) => g.square(g.matMul(a, g.mul(a, b), { transposeB: true })) },
  {
    name: 'product, both transposed',
    build: (g, a, b) => g.matMul(a, g.reshape(g.mul(a, b), [2, 3]), { transposeA: true, transposeB: false }),
  },
  {
    name: 'batched products',
    build: (g, a, b) => {
      const batch = g.concat([g.reshape(a, [1, 2, 3]), g.reshape(g.mul(a, b), [1, 2, 3])], 0)
      const shared = g.reshape(a, [1, 2, 3])
      return g.square(
        g.add(g.matMul(batch, shared, { transposeB: true }), g.matMul(batch, batch, { transposeB: true })),
      )
    },
  },
  {
    name: 'a second derivative',
    build: (g, a, b) => {
      const [slope] = gradient(g, g.mul(g.unary('tanh', g.mul(a, b)), a), [a])
      return g.square(gradient(g, slope, [a])[0])
    },
  },
]

const rng = createRng('graph')
const feeds: Feeds = { a: Array.from({ length: 6 }, () => 0.2 + rng.uniform()), b: Array.from({ length: 3 }, () => 0.2 + rng.uniform()) } // prettier-ignore

function traced({ build }: Case): { readonly loss: Node; readonly slopes: readonly Node[] } {
  const g = new Graph()
  const [a, b] = [g.input('a', [2, 3]), g.input('b', [3])]
  const made = build(g, a, b)
  const loss = g.sum(made, [...made.shape.keys()])
  return { loss, slopes: gradient(g, loss, [a, b]) }
}

test.each(cases)('$name: reverse mode agrees with finite differences', (one) => {
  const { loss, slopes } = traced(one)
  const value = (given: Feeds): number => evaluate([loss], given)[0][0]
  const got = evaluate(slopes, feeds)
  for (const [i, name] of ['a', 'b'].entries()) {
    const values = [...(feeds[name] as number[])]
    values.forEach((at, k) => {
      const h = 1e-5
      const shifted = (by: number): Feeds => ({ ...feeds, [name]: values.with(k, at + by) })
      const wanted = (value(shifted(h)) - value(shifted(-h))) / (2 * h)
      expect(Math.abs(got[i][k] - wanted)).toBeLessThan(1e-6 * (1 + Math.abs(wanted)))
    })
  }
})

test.each(['f32', 'f64'] as const)('ONNX Runtime computes every operation in %s', async (precision) => {
  const roots: Record<string, Node> = {}
  const g = new Graph()
  const [a, b] = [g.input('a', [2, 3]), g.input('b', [3])]
  // Its CPU provider has no erf of doubles.
  const usable = precision === 'f64' ? cases.filter(({ name }) => name !== 'erf') : cases
  for (const [c, { build }] of usable.entries()) {
    const made = build(g, a, b)
    const [inA, inB] = gradient(g, made, [a, b])
    Object.assign(roots, { [`y${c}`]: made, [`a${c}`]: inA, [`b${c}`]: inB })
  }
  const session = await onnxSession(roots, { precision })
  const got = await session.run({ a: session.tensor(feeds['a'], [2, 3]), b: session.tensor(feeds['b'], [3]) })
  await session.close()
  const wanted = evaluate(Object.values(roots), feeds)
  const tolerance = precision === 'f32' ? 1e-4 : 1e-12
  for (const [i, name] of Object.keys(roots).entries()) {
    const values = got[name].data as Float64Array
    expect(values).toHaveLength(sizeOf(roots[name].shape))
    wanted[i].forEach((want, k) => expect(Math.abs(values[k] - want)).toBeLessThan(tolerance * (1 + Math.abs(want))))
  }
})

test('ONNX Runtime has no error function of doubles, and one error says so', async () => {
  const g = new Graph()
  const y = g.unary('erf', g.input('x', [1]))
  await expect(onnxSession({ y }, { precision: 'f64' })).rejects.toMatchObject({ code: 'tensor/bad-option' })
})

test('TensorFlow.js computes every operation', async () => {
  const { tf } = await openTensors({ backend: backendsUnderTest[backendsUnderTest.length - 1] })
  for (const one of cases) {
    const { loss, slopes } = traced(one)
    const roots = [loss, ...slopes]
    const wanted = evaluate(roots, feeds)
    const given = { a: tf.tensor2d(feeds['a'] as number[], [2, 3]), b: tf.tensor1d(feeds['b'] as number[]) }
    const got = tf.tidy(() => runOnTfjs(tf, roots, given).map((tensor) => [...tensor.dataSync()]))
    wanted.forEach((values, i) => values.forEach((want, k) => expect(Math.abs(got[i][k] - want)).toBeLessThan(1e-4 * (1 + Math.abs(want))))) // prettier-ignore
    tf.dispose(given)
  }
})

test('equal operations are one node, and arithmetic with constants disappears', () => {
  const g = new Graph()
  const x = g.input('x', [2])
  expect(g.add(x, g.scalar(1))).toBe(g.add(x, g.scalar(1)))
  expect(g.mul(x, 1)).toBe(x)
  expect(g.add(g.scalar(0), x)).toBe(x)
  expect(g.unary('neg', g.unary('neg', x))).toBe(x)
  expect(g.mul(g.scalar(3), 2).operation).toEqual({ kind: 'scalar', value: 6 })
  expect(g.sum(g.input('one', [1, 2]), [0]).shape).toEqual([1, 2])
})

test('shapes that do not fit are refused with both of them', () => {
  const g = new Graph()
  const x = g.input('x', [2, 3])
  expect(() => g.add(x, g.input('y', [2]))).toThrow('has the shape [2]. Allowed: [2, 3].')
  expect(() => g.matMul(x, x)).toThrow('The right factor of a product has the shape [2, 3]. Allowed: [3, 3].')
  expect(() => g.reshape(x, [5])).toThrow('An array to be reshaped has the shape [2, 3]. Allowed: [5].')
})
