import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import { Candidates } from '../../../../src/hpo/samplers/tpe/candidates.ts'
import { planSpace } from '../../../../src/hpo/samplers/tpe/axis.ts'
import { KernelSet } from '../../../../src/hpo/samplers/tpe/kernel-set.ts'
import { KernelTable } from '../../../../src/hpo/samplers/tpe/kernel-table.ts'
import { KernelWindow } from '../../../../src/hpo/samplers/tpe/kernel-window.ts'
import { LogDensity } from '../../../../src/hpo/samplers/tpe/log-density.ts'
import { type Mixture, drawCandidates, fitMixture } from '../../../../src/hpo/samplers/tpe/mixture.ts'
import { recencyWeights } from '../../../../src/hpo/samplers/tpe/recency-weights.ts'
import { type SearchSpace, cardinality, sampleUniform } from '../../../../src/hpo/space/distribution.ts'
import { ndtr } from '../../../../src/math/special/log-ndtr.ts'
import { arbitraryChoice, arbitraryInt } from '../../../../src/testing/arbitrary-history.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'

const count = 12

/** Axes of every kind: continuous ones, choices, and grids with few and with many points. */
const space = fc
  .record({
    floats: fc.nat(3),
    // Cells narrower than 1e-7 of the range have no ten digits: their edges are rounded.
    ints: fc.array(
      arbitraryInt.filter((int) => cardinality(int) < 1e5),
      { maxLength: 3 },
    ),
    choices: fc.array(arbitraryChoice, { maxLength: 2 }),
    seed: fc.nat(),
    // Few, or so many that far kernels are left out.
    trials: fc.oneof(
      { weight: 4, arbitrary: fc.nat(60) },
      { weight: 1, arbitrary: fc.integer({ min: 200, max: 500 }) },
    ),
  })
  .filter(({ floats, ints, choices }) => floats + ints.length + choices.length > 0)

test('LogDensity is the logarithm of the sum of weighted kernels, written out, to 1e-9', () => {
  fc.assert(
    fc.property(space, ({ floats, ints, choices, seed, trials }) => {
      const all = [
        ...Array.from({ length: floats }, () => ({ kind: 'float', low: 0, high: 1, log: false, step: null }) as const),
        ...ints,
        ...choices,
      ]
      const { mixture, candidates } = fitted(new Map(all.map((dist, i) => [`x${i}`, dist])), seed, trials)
      const density = new LogDensity(mixture, candidates)
      for (let c = 0; c < count; c++) {
        const expected = Math.log(writtenOut(mixture, candidates, c))
        // Where cells are so far out or narrow that the plain sum has no digits left, there is nothing to compare with.
        if (expected > -80) expect(Math.abs(density.at(c) - expected)).toBeLessThan(1e-9)
      }
    }),
  )
})

function fitted(parameters: SearchSpace, seed: number, trials: number) {
  const rng = createRng(seed)
  const { axes } = planSpace(parameters)
  const table = new KernelTable(axes)
  const draw = () => Object.fromEntries(Array.from(parameters, ([name, dist]) => [name, sampleUniform(dist, rng)]))
  const rows = table.sync(Array.from({ length: trials }, (_, number) => trialRecord({ number, params: draw() })))
  const mixture = fitMixture(new KernelSet(table), rows, { priorWeight: 1, weights: recencyWeights })
  const candidates = new Candidates(axes, count)
  drawCandidates(mixture, candidates, rng)
  return { mixture, candidates }
}

/** Σₖ wₖ Πⱼ pⱼₖ, with no logarithm, no table and no early end. */
function writtenOut({ table, rows, weights, categorical }: Mixture, candidates: Candidates, c: number): number {
  const width = table.axes.length
  return rows.reduce((sum, row, k) => {
    let product = weights[k]
    table.axes.forEach(({ kind }, j) => {
      const at = c * width + j
      const center = table.centers[row * width + j]
      const sigma = table.sigmas[row * width + j]
      const kernel = categorical[j]
      if (kernel !== null) {
        const log = center < 0 ? kernel.logPrior : center === candidates.codes[at] ? kernel.logHit : kernel.logMiss
        product *= Math.exp(log)
        return
      }
      const whole = massBetween(-center / sigma, (1 - center) / sigma)
      const z = (candidates.codes[at] - center) / sigma
      product *=
        kind === 'continuous'
          ? Math.exp(-0.5 * z * z) / (Math.sqrt(2 * Math.PI) * sigma * whole)
          : massBetween((candidates.lefts[at] - center) / sigma, (candidates.rights[at] - center) / sigma) / whole
    })
    return sum + product
  }, 0)
}

/** Simpson's rule on 100 panels where the difference of two distribution functions would cancel. */
function massBetween(a: number, b: number): number {
  if (b - a > 0.5) return a > 0 ? ndtr(-a) - ndtr(-b) : ndtr(b) - ndtr(a)
  const panels = 100
  const pdf = (i: number) => Math.exp(-0.5 * (a + ((b - a) * i) / (2 * panels)) ** 2) / Math.sqrt(2 * Math.PI)
  let sum = 0
  for (let i = 0; i < panels; i++) sum += pdf(2 * i) + 4 * pdf(2 * i + 1) + pdf(2 * i + 2)
  return ((b - a) / (6 * panels)) * sum
}

test('LogDensity of many kernels looks at those near a candidate only', () => {
  const rng = createRng(1)
  const { axes } = planSpace(new Map([['x', { kind: 'float', low: 0, high: 1, log: false, step: null }]]))
  const table = new KernelTable(axes)
  const rows = table.sync(Array.from({ length: 2000 }, (_, number) => trialRecord({ number, params: { x: rng.uniform() } }))) // prettier-ignore
  const mixture = fitMixture(new KernelSet(table), rows, { priorWeight: 1, weights: recencyWeights })
  const window = new KernelWindow(mixture, new Float64Array(table.rows))
  expect(window.narrow.length + window.others.length).toBe(2001)
  expect(window.narrow.length).toBeGreaterThan(1900)
  window.open(0.5, -45)
  // √90 bandwidths of 1/100 to either side, a fifth of the range.
  const inside = Array.from(window.narrow.subarray(window.first, window.last), (row) => table.centers[row])
  const near = Array.from(window.narrow, (row) => table.centers[row]).filter((x) => Math.abs(x - 0.5) < 0.01 * Math.sqrt(90)) // prettier-ignore
  expect(inside).toEqual(near)
})
