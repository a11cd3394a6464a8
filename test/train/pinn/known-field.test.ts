import { describe, expect, it, test } from 'vitest'
import { problem } from '../../../src/train/pinn/define-problem.ts'
import { knownField } from '../../../src/train/pinn/measures/known-field.ts'
import { burgers } from '../../../src/train/pinn/problems/burgers.ts'
import { train } from '../../../src/train/pinn/train.ts'

const orders = [[1, 0], [0, 1], [2, 0], [1, 1], [3, 0], [1, 2], [2, 2], [4, 0]] // prettier-ignore

describe('knownField', () => {
  it.each([
    ['polynomials', knownField(['x', 't'], ({ x, t }) => t * (1 - x ** 2) + x ** 5 * t ** 3)],
    ['waves', knownField(['x', 't'], ({ x, t }) => -Math.sin(Math.PI * x) * Math.cos(2 * t) + Math.exp(-t * x))],
    [
      'quotients and roots',
      knownField(['x', 't'], ({ x, t }) => Math.sqrt(2 + x) / (1 + t ** 2) - Math.log(3 + x * t)),
    ],
    ['powers', knownField(['x', 't'], ({ x, t }) => (2 + x) ** (1 + t) + (1.5 + t) ** -0.5)],
    ['tanh, and a distance', knownField(['x', 't'], ({ x, t }) => Math.tanh(x - t) * Math.abs(x + 2) + -t)],
    ['constants', knownField(['x', 't'], ({ x, t }, { a, k }) => a * Math.sin(k * x) * t, { a: 0.3, k: 4 })],
  ])('gives every derivative as the slope of the one an order below: %s', (_, field) => {
    const at = [0.3, 0.7]
    for (const all of orders) {
      const axis = all.findIndex((order) => order > 0)
      const lower = all.map((order, d) => (d === axis ? order - 1 : order))
      const h = 1e-3
      const shifted = (by: number): number => field(at.with(axis, at[axis] + by), lower, 0)
      const slope = (8 * (shifted(h) - shifted(-h)) - (shifted(2 * h) - shifted(-2 * h))) / (12 * h)
      const value = field(at, all, 0)
      expect(Math.abs(value - slope)).toBeLessThan(1e-7 * Math.max(1, Math.abs(value)))
    }
  })

  it('takes a function for each component, and powers of negative bases', () => {
    const field = knownField(['x'], [({ x }) => x ** 3, ({ x }) => x ** 4])
    expect([field([-2], [1], 0), field([-2], [2], 1), field([0], [1], 1)]).toEqual([12, 48, 0])
  })

  it.each<[string, () => unknown]>([
    ['what is no function', () => knownField(['x'], 3 as never)],
    ['a condition', () => knownField(['x'], ({ x }) => (x > 0 ? x : 0))],
    ['a coordinate that there is not', () => knownField(['x'], (({ y }: { y: number }) => y) as never)],
    ['a variable from outside', () => knownField(['x'], ({ x }) => x * orders.length)],
  ])('refuses %s', (_, make) => {
    expect(make).toThrow(expect.objectContaining({ name: 'InputError', code: 'train/bad-field' }))
  })
})

test('conditions that are built in hold exactly, while the equation is learned', async () => {
  const { terms, ...rest } = burgers({ viscosity: 0.1 })
  const flow = { ...rest, terms: { equation: terms.equation }, recipe: {} }
  const coordinates = ['x', 't'] as const
  const run = await train(flow, {
    net: {
      width: 10,
      depth: 2,
      transform: {
        offset: knownField(coordinates, ({ x }) => -Math.sin(Math.PI * x)),
        factor: knownField(coordinates, ({ x, t }) => t * (1 - x ** 2)),
      },
    },
    schedule: { levenbergMarquardt: 25 },
    points: 120,
    seed: 1,
  })
  const edge = [0.3, 0, -0.7, 0, 1, 0.4, -1, 0.9]
  const wanted = [-Math.sin(0.3 * Math.PI), Math.sin(0.7 * Math.PI), 0, 0]
  run.predict(edge).forEach((u, p) => expect(u).toBeCloseTo(wanted[p], 14))
  expect(run.relativeL2).toBeLessThan(5e-2)
})

test('an odd network solves an odd problem, and is odd everywhere', async () => {
  const line = problem({
    name: 'line',
    domain: { x: [-1, 1] },
    terms: {
      equation: { residual: ({ u_x }) => u_x - 2 },
    },
    exact: ({ x }) => 2 * x,
  })
  const options = { schedule: { levenbergMarquardt: 20 }, points: 12, seed: 1 }
  const run = await train(line, { ...options, net: { width: 6, depth: 1, symmetry: ['odd'] } })
  expect(run.relativeL2).toBeLessThan(1e-3)
  const [left, right] = run.predict([-0.37, 0.37])
  expect(left).toBe(-right)
})
