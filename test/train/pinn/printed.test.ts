import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { problem } from '../../../src/train/pinn/define-problem.ts'
import { train } from '../../../src/train/pinn/train.ts'

const cooling = problem({
  name: 'cooling',
  domain: { x: [0, 1], t: [0, 0.5] },
  coefficients: { a: 1 },
  terms: {
    equation: { residual: ({ u_t, u_xx }, { a }) => u_t - a * u_xx },
    initial: { at: { t: 0 }, residual: ({ u, x }) => u - x },
  },
})

test('a problem prints where it lives and what its loss is made of', () => {
  expect(inspect(cooling)).toBe(
    'Problem cooling: u(x, t) for x in [0, 1], t in [0, 0.5]\n' +
      '  terms: equation (whole domain), initial\n' +
      '  trained coefficients: a from 1\n' +
      '  solution not known',
  )
})

test('a trained network prints how it ended and how far each term is from zero', async () => {
  const run = await train(cooling, { net: { width: 4, depth: 1 }, points: 20, schedule: { adam: 3 } })
  const [head, worst, equation, initial, coefficients, rest, ...more] = inspect(run).split('\n')
  expect(head).toMatch(/^cooling: 3 steps in .+, to the end of the schedule$/)
  expect(worst).toMatch(/^ {2}worst term [\d.e-]+$/)
  expect(equation).toMatch(/^ {4}equation: [\d.e-]+ \(rms [\d.e-]+\)$/)
  expect(initial).toMatch(/^ {4}initial: /)
  expect(coefficients).toMatch(/^ {2}coefficients: a /)
  expect(rest).toBe('  with predict, parameters, points, seed, phases, divergedTerm, balance, history')
  expect(more).toEqual([])
})
