import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Axis, codeAt, coordinateOf, planSpace } from '../../../../src/hpo/samplers/tpe/axis.ts'
import { setBandwidth } from '../../../../src/hpo/samplers/tpe/bandwidth.ts'
import { Candidates } from '../../../../src/hpo/samplers/tpe/candidates.ts'
import { gamma } from '../../../../src/hpo/samplers/tpe/gamma.ts'
import { KernelSet } from '../../../../src/hpo/samplers/tpe/kernel-set.ts'
import { KernelTable } from '../../../../src/hpo/samplers/tpe/kernel-table.ts'
import { LogDensity } from '../../../../src/hpo/samplers/tpe/log-density.ts'
import { type Mixture, fitMixture } from '../../../../src/hpo/samplers/tpe/mixture.ts'
import { recencyWeights } from '../../../../src/hpo/samplers/tpe/recency-weights.ts'
import type { Distribution, ParamValue } from '../../../../src/hpo/space/distribution.ts'
import { fromInternal } from '../../../../src/hpo/space/distribution.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'

// What Optuna 5.0.0.dev computed. Its centres and bandwidths are on the scale of the parameter, ours in [0, 1] of it.
interface Golden {
  readonly parzen: {
    readonly space: Readonly<Record<string, { name: string; attributes: Record<string, never> }>>
    readonly cases: readonly {
      readonly n_obs: number
      readonly obs: Readonly<Record<string, readonly number[]>>
      readonly weights: readonly number[]
      readonly dists: readonly {
        readonly name: string
        readonly mu?: readonly number[]
        readonly sigma?: readonly number[]
        readonly cat_weights?: readonly (readonly number[])[]
      }[]
      readonly query: Readonly<Record<string, readonly number[]>>
      readonly log_pdf: readonly number[]
    }[]
  }
  readonly gamma: Readonly<Record<string, number>>
  readonly weights: Readonly<Record<string, readonly number[]>>
}

const golden = JSON.parse(
  readFileSync(new URL('../../../golden/optuna-5.0.0.dev-golden.json', import.meta.url), 'utf8'),
) as Golden

const kinds: Record<string, Distribution['kind']> = {
  FloatDistribution: 'float',
  IntDistribution: 'int',
  CategoricalDistribution: 'categorical',
}
const space = new Map(
  Object.entries(golden.parzen.space).map(([name, { name: type, attributes }]) => [
    name,
    { kind: kinds[type], ...attributes } as Distribution,
  ]),
)
const { axes } = planSpace(space)

function fitted(observed: Golden['parzen']['cases'][number]) {
  const table = new KernelTable(axes)
  const trials = Array.from({ length: observed.n_obs }, (_, number) =>
    trialRecord({ number, values: [0], params: paramsAt(observed.obs, number) }),
  )
  const rows = table.sync(trials)
  return fitMixture(new KernelSet(table), rows, { priorWeight: 1, weights: recencyWeights })
}

function paramsAt(columns: Readonly<Record<string, readonly number[]>>, i: number): Record<string, ParamValue> {
  return Object.fromEntries([...space].map(([name, dist]) => [name, fromInternal(dist, columns[name][i])]))
}

test('gamma(n) is Optuna’s', () => {
  for (const [n, count] of Object.entries(golden.gamma)) expect(gamma(Number(n)), `n = ${n}`).toBe(count)
})

test('recencyWeights(n) are Optuna’s to 1e-15', () => {
  for (const [n, weights] of Object.entries(golden.weights)) {
    const ours = recencyWeights(Number(n))
    expect(ours).toHaveLength(weights.length)
    ours.forEach((weight, i) => expect(Math.abs(weight - weights[i])).toBeLessThanOrEqual(1e-15))
  }
})

describe.each(golden.parzen.cases)('fitMixture of $n_obs trials over seven kinds of parameter', (observed) => {
  const mixture = fitted(observed)
  const { table, rows } = mixture
  const at = (row: number, j: number) => row * axes.length + j

  test('has Optuna’s weights to 1e-12', () => {
    expect(mixture.weights).toHaveLength(observed.weights.length)
    mixture.weights.forEach((weight, k) => expectClose(weight, observed.weights[k]))
  })

  test.each(axes.map((axis, j) => [axis.name, axis, j] as const))(
    'has Optuna’s kernels on axis %s to 1e-12',
    (name, axis, j) => {
      const { mu, sigma, cat_weights } = observed.dists.find((dist) => dist.name === name)!
      if (axis.kind === 'categorical') {
        const kernel = mixture.categorical[j]!
        cat_weights!.forEach((weights, k) =>
          weights.forEach((weight, choice) => {
            const center = table.centers[at(rows[k], j)]
            expectClose(
              Math.exp(center < 0 ? kernel.logPrior : center === choice ? kernel.logHit : kernel.logMiss),
              weight,
            )
          }),
        )
        return
      }
      const ours = Array.from(rows, (row) => ({
        mu: axis.low + table.centers[at(row, j)] * axis.span,
        sigma: table.sigmas[at(row, j)] * axis.span,
      }))
      const theirs = mu!.map((center, k) => ({ mu: center, sigma: sigma![k] }))
      ours.forEach((kernel, k) => expectClose(kernel.mu, theirs[k].mu))
      // Among equal centres one kernel has the left gap and one the right; which, NumPy's unstable sort leaves open.
      const [sorted, expected] = hasTies(mu!) ? [ours.toSorted(byCenter), theirs.toSorted(byCenter)] : [ours, theirs]
      sorted.forEach((kernel, k) => expectClose(kernel.sigma, expected[k].sigma))
    },
  )

  test('has Optuna’s log density at the query points to 1e-12, given the same order of equal centres', () => {
    const queries = new Candidates(axes, observed.log_pdf.length)
    for (let c = 0; c < queries.count; c++) {
      axes.forEach((axis, j) => (queries.codes[at(c, j)] = codeOf(axis, observed.query[axis.name][c])))
    }
    queries.complete()
    const density = new LogDensity(withBandwidthsOf(observed, mixture), queries)
    // Ours is per unit of [0, 1], theirs per unit of the scale.
    const logUnit = axes.reduce((sum, axis) => sum + (axis.kind === 'continuous' ? Math.log(axis.span) : 0), 0)
    observed.log_pdf.forEach((logPdf, c) => expectClose(density.at(c) - logUnit, logPdf))
  })
})

const byCenter = (a: { mu: number; sigma: number }, b: { mu: number; sigma: number }) =>
  Math.abs(a.mu - b.mu) > 1e-9 ? a.mu - b.mu : a.sigma - b.sigma

function hasTies(centers: readonly number[]): boolean {
  return new Set(centers).size < centers.length
}

/** `mixture` with Optuna’s own bandwidths, each kernel in a group of its own. */
function withBandwidthsOf(observed: Golden['parzen']['cases'][number], mixture: Mixture): Mixture {
  const { table, rows } = mixture
  axes.forEach((axis, j) => {
    if (axis.kind === 'categorical') return
    const { sigma } = observed.dists.find(({ name }) => name === axis.name)!
    rows.forEach((row, k) => {
      const at = row * axes.length + j
      setBandwidth(table, axis, { at, sigma: sigma![k] / axis.span })
      table.cells[at] = k
    })
  })
  return { ...mixture, groups: axes.map(({ kind }, j) => (kind === 'discrete' ? rows.length : mixture.groups[j])) }
}

function codeOf(axis: Axis, internal: number): number {
  if (axis.kind === 'categorical') return internal
  const coordinate = coordinateOf(axis, internal)
  return codeAt(axis, coordinate)
}

function expectClose(ours: number, theirs: number): void {
  expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1e-12 * Math.abs(theirs))
}
