import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Direction } from '../../../src/hpo/core/direction.ts'
import type { Pruner } from '../../../src/hpo/core/pruner.ts'
import { TrialPruned } from '../../../src/hpo/core/trial-pruned.ts'
import { hyperbandPlan } from '../../../src/hpo/core/hyperband-plan.ts'
import { type PrunerChoice, pruners, resolvePruner } from '../../../src/hpo/pruners/registry.ts'
import { signedRankPValue } from '../../../src/math/stats/signed-rank.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'
import { openStudy } from '../study/setup.ts'

interface PrunerGolden {
  readonly optuna: string
  readonly cases: readonly {
    readonly name: string
    readonly direction: Direction
    /** What each trial reports at steps 1, 2, …; texts are Python's `nan` and `inf`. */
    readonly curves: readonly (readonly (number | string)[])[]
    /** The step at which Optuna stopped each trial; null: it completed. */
    readonly stops: readonly (number | null)[]
  }[]
}

// Made by optuna-pruners.py beside it, with Optuna 5.0.0.
const recorded = read('optuna-pruners.json') as PrunerGolden
const golden = read('optuna-5.0.0.dev-golden.json') as {
  readonly hyperband: {
    readonly study_name: string
    readonly max: number
    readonly n_brackets: number
    readonly budgets: readonly number[]
    readonly bracket_of_trial: readonly number[]
  }
  readonly wilcoxon_zsplit: {
    readonly cases: readonly { readonly diff: readonly number[]; readonly greater: number; readonly less: number }[]
  }
}

const choices: Readonly<Record<string, PrunerChoice>> = {
  percentile: pruners.percentile({ percentile: 30, nStartupTrials: 4, nWarmupSteps: 2, intervalSteps: 3 }),
  median: pruners.median({ nStartupTrials: 3, nMinTrials: 2 }),
  patient: pruners.patient({ patience: 2, minDelta: 0.05 }),
  patientMedian: pruners.patient({ wrapped: pruners.median({ nStartupTrials: 2 }), patience: 1 }),
  threshold: pruners.threshold({ lower: 0.1, upper: 1.4, nWarmupSteps: 1, intervalSteps: 2 }),
  successiveHalving: pruners.successiveHalving({ minResource: 1, reductionFactor: 2, minEarlyStoppingRate: 1 }),
  successiveHalvingBootstrap: pruners.successiveHalving({ minResource: 2, reductionFactor: 3, bootstrapCount: 2 }),
  hyperband: pruners.hyperband({ minResource: 1, maxResource: 12, reductionFactor: 3 }),
  hyperbandHalves: pruners.hyperband({ minResource: 1, maxResource: 12, reductionFactor: 2 }),
}

describe(`pruners stop 40 recorded trials where Optuna ${recorded.optuna} does`, () => {
  test.each(recorded.cases)('$name, $direction', async ({ name, direction, curves, stops }) => {
    const pruner = await resolvePruner(choices[name])
    expect(await stopsOf(pruner, { direction, curves })).toEqual(stops)
  })
})

async function stopsOf(
  pruner: Pruner,
  { direction, curves }: Pick<PrunerGolden['cases'][number], 'direction' | 'curves'>,
): Promise<readonly (number | null)[]> {
  const study = await openStudy({ name: 'golden', pruner, directions: [direction] })
  const stops: (number | null)[] = []
  for (const curve of curves) {
    const values = curve.map((value) =>
      value === 'nan' ? Number.NaN : value === 'inf' ? Infinity : value === '-inf' ? -Infinity : Number(value),
    )
    const trial = await study.ask()
    let stop: number | null = null
    for (let step = 1; step <= values.length && stop === null; step++) {
      try {
        await trial.report(values[step - 1], step)
      } catch (error) {
        expect(error).toBeInstanceOf(TrialPruned)
        stop = step
      }
    }
    const last = values.at(-1)!
    await study.tell(trial, stop === null ? (Number.isFinite(last) ? last : 99) : { state: 'pruned' })
    stops.push(stop)
  }
  return stops
}

describe('hyperband', () => {
  const { study_name: name, max, budgets, n_brackets: count, bracket_of_trial: expected } = golden.hyperband

  test('deals trials to the brackets that Optuna deals them to', async () => {
    const pruner = await resolvePruner(pruners.hyperband({ maxResource: max }))
    const trials = expected.map((_, number) => trialRecord({ number }))
    const history = { name, directions: ['minimize' as const], trials }
    expect(count).toBe(5)
    for (const [number, bracket] of expected.entries()) {
      const mates = pruner.historyFor!(history, number).trials.map((trial) => trial.number)
      expect(mates).toEqual([...expected.keys()].filter((other) => expected[other] === bracket))
    }
  })

  test('plans as many configurations for each bracket as Optuna and the paper', () => {
    const plan = hyperbandPlan({ minResource: 1, maxResource: max, reductionFactor: 3 })
    expect(plan.map(([{ configs }]) => configs)).toEqual(budgets)
  })
})

describe('`signedRankPValue`', () => {
  // SciPy 1.10's values: exact ones are ratios of whole numbers, the others need the error function.
  test.each(golden.wilcoxon_zsplit.cases)('gives the p-values of SciPy for $diff', ({ diff, greater, less }) => {
    expect(signedRankPValue(diff)).toBeCloseTo(greater, 12)
    expect(signedRankPValue(diff.map((value) => -value))).toBeCloseTo(less, 12)
  })

  test('is one half when every difference is 0, and adds up with the opposite to more than 1 by the chance of the middle', () => {
    expect(signedRankPValue([0, 0, 0])).toBe(0.5)
    // Ranks 1 and 2: W is 0, 1, 2 or 3, each with probability ¼.
    expect(signedRankPValue([1, 2])).toBe(0.25)
    expect(signedRankPValue([-1, 2])).toBe(0.5)
    expect(signedRankPValue([1, -2])).toBe(0.75)
    expect(signedRankPValue([-1, -2])).toBe(1)
  })
})

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../golden/${file}`, import.meta.url), 'utf8')) as unknown
}
