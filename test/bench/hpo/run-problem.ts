import { isFeasible } from '../../../src/hpo/core/constraints.ts'
import type { TrialRecord } from '../../../src/hpo/core/trial-record.ts'
import { type SamplerName, samplers } from '../../../src/hpo/samplers/registry.ts'
import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import type { Problem } from './problems.ts'

export interface Outcomes {
  /** One per seed: the best feasible value, or for two objectives the negated hypervolume up to (1.1, 1.1). */
  readonly outcomes: readonly number[]
  readonly msPerTrial: number
}

const infeasible = 1e6
const reference = 1.1

/** Runs one of our samplers on a problem with seeds 0, 1, 2, …; `optuna_quality.py` does the same with Optuna. */
export async function runProblem(
  problem: Problem,
  { sampler, trials, seeds }: { readonly sampler: SamplerName; readonly trials: number; readonly seeds: number },
): Promise<Outcomes> {
  const outcomes: number[] = []
  let spent = 0
  for (let seed = 0; seed < seeds; seed++) {
    const directions = problem.objectives === 2 ? (['minimize', 'minimize'] as const) : (['minimize'] as const)
    const study = await createStudy({ storage: 'memory:', sampler: asOptuna(sampler), pruner: null, directions, seed })
    const start = process.cpuUsage()
    await study.optimize(problem.space, problem.evaluate as never, { trials, progress: false })
    const { user, system } = process.cpuUsage(start)
    spent += (user + system) / 1000
    outcomes.push(problem.objectives === 2 ? -hypervolume(study.trials) : bestFeasible(study.trials))
    await study.close()
  }
  return { outcomes, msPerTrial: spent / (trials * seeds) }
}

/** Optuna's CMA-ES draws what it cannot model at random, ours refuses unless told to. */
const asOptuna = (name: SamplerName) => (name === 'cmaEs' ? samplers.cmaEs({ fallback: 'random' }) : name)

function bestFeasible(trials: readonly TrialRecord[]): number {
  return Math.min(infeasible, ...trials.filter(isFeasible).map(({ values }) => values?.[0] ?? infeasible))
}

function hypervolume(trials: readonly TrialRecord[]): number {
  let volume = 0
  let ceiling = reference
  for (const [x, y] of trials.map(({ values }) => values!).toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (x >= reference || y >= ceiling) continue
    volume += (reference - x) * (ceiling - y)
    ceiling = y
  }
  return volume
}
