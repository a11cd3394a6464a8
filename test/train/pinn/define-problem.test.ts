import { describe, expect, test } from 'vitest'
import { InputError } from '../../../src/base/errors.ts'
import { createRng } from '../../../src/base/rng.ts'
import { problem } from '../../../src/train/pinn/define-problem.ts'
import type { Fields } from '../../../src/train/residuals/field-names.ts'
import { train } from '../../../src/train/pinn/train.ts'

const decay = problem({
  name: 'decay',
  domain: { t: [0, 2] },
  constants: { k: 1.5 },
  terms: {
    equation: { residual: ({ u, u_t }, { k }) => u_t + k * u },
    start: { at: { t: 0 }, residual: ({ u }) => u - 1 },
  },
  exact: ({ t }) => Math.exp(-1.5 * t),
})

describe('problem(spec)', () => {
  test('is a problem that trains: a new equation in a few lines', async () => {
    const { relativeL2, stopReason } = await train(decay, {
      net: { width: 8, depth: 1 },
      schedule: { levenbergMarquardt: 30 },
      points: 20,
      seed: 1,
    })
    expect(relativeL2).toBeLessThan(1e-3)
    expect(['schedule', 'gradient', 'progress', 'damping']).toContain(stopReason)
  })

  test('solves a system with several unknowns', async () => {
    const circle = problem({
      name: 'circle',
      domain: { t: [0, 1] },
      unknowns: ['u', 'v'],
      terms: {
        first: { residual: ({ u_t, v }) => u_t + v },
        second: { residual: ({ v_t, u }) => v_t - u },
        startU: { at: { t: 0 }, residual: ({ u }) => u - 1 },
        startV: { at: { t: 0 }, residual: ({ v }) => v },
      },
      exact: ({ t }) => ({ u: Math.cos(t), v: Math.sin(t) }),
    })
    const run = await train(circle, {
      net: { width: 8, depth: 1 },
      schedule: { levenbergMarquardt: 40 },
      points: 12,
      seed: 2,
    })
    expect(run.relativeL2).toBeLessThan(1e-3)
    expect(run.predict([0.5], 1)[0]).toBeCloseTo(Math.sin(0.5), 3)
  })

  test('finds a coefficient from measurements', async () => {
    const data = [0.2, 0.7, 1.4].map((t) => ({ t, u: Math.exp(-0.8 * t) }))
    const inverse = problem({
      name: 'inverse decay',
      domain: { t: [0, 2] },
      coefficients: { k: 2 },
      terms: {
        equation: { residual: ({ u, u_t }, { k }) => u_t + k * u },
        start: { at: { t: 0 }, residual: ({ u }) => u - 1 },
        measured: { data },
      },
    })
    const run = await train(inverse, {
      net: { width: 8, depth: 1 },
      schedule: { levenbergMarquardt: 60 },
      points: 20,
      seed: 1,
    })
    expect(run.coefficients.k).toBeCloseTo(0.8, 3)
    expect(run.relativeL2).toBeNaN()
  })

  test('takes measurements of derivatives, compared with a scale of their own', async () => {
    const flux = problem({
      name: 'flux',
      domain: { x: [0, 1] },
      terms: {
        equation: { residual: ({ u_xx }) => u_xx },
        start: { at: { x: 0 }, residual: ({ u }) => u - 1 },
        flux: { data: [{ x: 0.4, u_x: -3 }], scale: 3 },
      },
    })
    const run = await train(flux, {
      net: { width: 6, depth: 1 },
      schedule: { levenbergMarquardt: 30 },
      points: 10,
      seed: 1,
    })
    expect(run.predict([0.5])[0]).toBeCloseTo(-0.5, 3)
    expect(run.terms.flux.scale).toBe(3)
    const rest = { name: 'w', domain: { x: [0, 1] as const } }
    // @ts-expect-error there is no unknown w.
    const wrong = (): unknown => problem({ ...rest, terms: { flux: { data: [{ x: 0, w: 1 }] } } })
    expect(wrong).toThrow()
  })

  test('puts conditions where "at" says, and equations all over the domain', () => {
    const box = problem({
      name: 'box',
      domain: { x: [-1, 1], y: [0, 2] },
      terms: {
        equation: { residual: ({ u_xx, u_yy }) => u_xx + u_yy },
        sides: { at: [{ x: [-1, 1] }, { y: 2 }], residual: ({ u }) => u },
        corner: { at: { x: 1, y: 0 }, residual: ({ u }) => u - 1 },
      },
    })
    const rng = createRng(1)
    expect(box.terms.equation.points(rng, 100)).toHaveLength(200)
    expect([...box.terms.corner.points(rng, 100)]).toEqual([1, 0])
    const sides = box.terms.sides.points(rng, 100)
    const faces = Array.from({ length: sides.length / 2 }, (_, p) => {
      const [x, y] = [sides[2 * p], sides[2 * p + 1]]
      return x === -1 ? 'left' : x === 1 ? 'right' : y === 2 ? 'top' : 'inside'
    })
    expect([...new Set(faces)].toSorted((a, b) => a.localeCompare(b))).toEqual(['left', 'right', 'top'])
    expect(faces.filter((face) => face === 'top')).toHaveLength(20)
  })

  test('gives fields their types', () => {
    const read = (fields: Fields<'u' | 'v', 'x' | 't'>): unknown[] => [
      fields.u_xt,
      fields.v_tttt,
      fields.x,
      // @ts-expect-error there is no coordinate y.
      fields.u_y,
      // @ts-expect-error there is no unknown w.
      fields.w,
    ]
    expect(read({} as Fields<'u' | 'v', 'x' | 't'>)).toHaveLength(5)
  })

  const valid = { name: 'p', domain: { x: [0, 1] }, terms: { equation: { residual: ({ u }: { u: number }) => u } } }
  test.each([
    ['no domain', { ...valid, domain: {} }, 'train/bad-domain'],
    ['an interval without length', { ...valid, domain: { x: [1, 1] } }, 'train/bad-domain'],
    ['a coordinate of two letters', { ...valid, domain: { xy: [0, 1] } }, 'train/bad-domain'],
    ['an infinite interval', { ...valid, domain: { x: [0, Infinity] } }, 'train/bad-domain'],
    ['no terms', { ...valid, terms: {} }, 'train/bad-option'],
    ['a term without residual', { ...valid, terms: { equation: {} } }, 'train/bad-option'],
    ['a place outside', { ...valid, terms: { start: { at: { x: 2 }, residual: (): number => 0 } } }, 'train/bad-place'],
    [
      'a place in no coordinate',
      { ...valid, terms: { start: { at: { t: 0 }, residual: (): number => 0 } } },
      'train/bad-place',
    ],
    [
      'an unknown derivative',
      { ...valid, terms: { equation: { residual: ({ u_t }: { u_t: number }) => u_t } } },
      'train/unknown-field',
    ],
    ['a text as residual', { ...valid, terms: { equation: { residual: 'u' } } }, 'train/bad-residual'],
    ['empty data', { ...valid, terms: { data: { data: [] } } }, 'train/bad-option'],
    ['data without the coordinate', { ...valid, terms: { data: { data: [{ u: 1 }] } } }, 'train/bad-option'],
    ['data of two things', { ...valid, terms: { data: { data: [{ x: 0, u: 1, u_x: 1 }] } } }, 'train/bad-option'],
    ['data of another unknown', { ...valid, terms: { data: { data: [{ x: 0, w: 1 }] } } }, 'train/unknown-field'],
    ['data with a residual', { ...valid, terms: { data: { data: [{ x: 0, u: 1 }], residual: (): number => 0 } } }, 'train/bad-option'], // prettier-ignore
    ['data with a hole', { ...valid, terms: { data: { data: [{ x: 0, u: 1 }, { x: 1 }] } } }, 'train/bad-option'],
    ['magnitude 0', { ...valid, magnitude: 0 }, 'train/bad-option'],
    ['scale 0', { ...valid, terms: { equation: { ...valid.terms.equation, scale: 0 } } }, 'train/bad-option'],
    ['a coefficient that is no number', { ...valid, coefficients: { k: Number.NaN } }, 'train/bad-option'],
    ['a constant that is no number', { ...valid, constants: { k: '1' } }, 'train/bad-option'],
    ['no unknown', { ...valid, unknowns: [] }, 'train/bad-option'],
    ['an unknown named as a coordinate', { ...valid, unknowns: ['x'] }, 'train/bad-option'],
    ['a number as domain', { ...valid, domain: { x: 1 } }, 'train/bad-domain'],
  ])('refuses %s with one clear error', (_, spec, code) => {
    const define = (): unknown => problem(spec as never)
    expect(define).toThrow(InputError)
    expect(define).toThrow(expect.objectContaining({ code }))
  })
})
