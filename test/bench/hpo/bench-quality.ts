import type { SamplerName } from '../../../src/hpo/samplers/registry.ts'
import { quantile } from '../../../src/math/stats/quantile.ts'
import { type BenchRow, benchRow } from '../row.ts'
import { mannWhitney } from './mann-whitney.ts'
import { optunaOutcomes } from './optuna-outcomes.ts'
import { otherProblems, type Problem, problems } from './problems.ts'
import { type Outcomes, runProblem } from './run-problem.ts'

/** What of ours is compared with what of Optuna's on a problem. */
const pairs: readonly (readonly [ours: SamplerName, optuna: string])[] = [
  ['random', 'random'],
  ['qmc', 'qmc'],
  ['tpe', 'tpe'],
  ['cmaEs', 'cmaEs'],
  ['gp', 'gp'],
  ['nsga2', 'nsga2'],
]

/** How many seeds samplers with a model of the objective run, which take long. */
const seeds = Number(process.env['ANSATZ_BENCH_SEEDS'] ?? 20)
/** The others run more: of some thirty comparisons with 20 seeds, two or three come out "different" by chance. */
const seedsOf = (sampler: string): number => (sampler === 'gp' || sampler === 'auto' ? seeds : 3 * seeds)
const only = process.env['ANSATZ_BENCH_PROBLEMS']?.split(',')
const samplers = process.env['ANSATZ_BENCH_SAMPLERS']?.split(',')

/** Ours beside Optuna on the eight problems and on others: medians over the seeds, quartiles, Mann–Whitney. */
export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const problem of [...problems, ...otherProblems]) {
    if (only !== undefined && !only.includes(problem.name)) continue
    rows.push(...(await compare(problem)))
  }
  return rows
}

async function compare(problem: Problem): Promise<BenchRow[]> {
  const optuna = new Map<string, Outcomes>()
  const rows: BenchRow[] = []
  for (const [name, peer] of pairs) {
    if (!suits(peer, problem)) continue
    const trials = budget(problem, peer)
    const theirs = optunaOutcomes(problem.name, { sampler: peer, trials, seeds: seedsOf(peer) })
    optuna.set(peer, theirs)
    if (samplers?.includes(name) === false) continue
    const ours = await runProblem(problem, { sampler: name, trials, seeds: seedsOf(name) })
    rows.push(row(problem, { name, ours, peer, theirs, within: 'quartiles' }))
  }
  if (samplers?.includes('auto') !== false) rows.push(await againstBest(problem, optuna))
  return rows
}

/** Our default against the best of Optuna's samplers for the problem, with the same number of trials. */
async function againstBest(problem: Problem, optuna: ReadonlyMap<string, Outcomes>): Promise<BenchRow> {
  const median = ({ outcomes }: Outcomes) => quantile(outcomes, 0.5)
  const [peer, theirs] = [...optuna].reduce((best, other) => (median(other[1]) < median(best[1]) ? other : best))
  const trials = budget(problem, peer)
  const ours = await runProblem(problem, { sampler: 'auto', trials, seeds })
  return row(problem, { name: 'auto', ours, peer, theirs, within: 'not worse' })
}

interface Comparison {
  readonly name: string
  readonly ours: Outcomes
  readonly peer: string
  readonly theirs: Outcomes
  readonly within: 'quartiles' | 'not worse'
}

function row(problem: Problem, { name, ours, peer, theirs, within }: Comparison): BenchRow {
  const p = mannWhitney(ours.outcomes, theirs.outcomes)
  const mine = quantile(ours.outcomes, 0.5)
  const value = quantile(theirs.outcomes, 0.5)
  const verdict = p >= 0.05 ? 'equal' : mine < value ? 'better' : 'WORSE'
  const goal =
    within === 'quartiles'
      ? { text: 'no worse than its upper quartile', met: mine <= quantile(theirs.outcomes, 0.75) }
      : { text: 'not worse (p < .05)', met: verdict !== 'WORSE' }
  const trials = budget(problem, peer)
  const label = `${problem.name} (${trials}) ${name}: ${verdict}, p ${p.toPrecision(1)}, ${spread(ours)} | ${spread(theirs)}`
  const result = benchRow({ name: label, unit: 'value', ours: mine, peer: { name: `Optuna ${peer}`, value }, goal })
  console.error(`${label}  ${ours.msPerTrial.toFixed(2)} ms | ${theirs.msPerTrial.toFixed(2)} ms a trial`)
  return result
}

/** The quartiles. */
function spread({ outcomes }: Outcomes): string {
  return [0.25, 0.75].map((q) => quantile(outcomes, q).toPrecision(4)).join('…')
}

const budget = ({ trials, gpTrials }: Problem, sampler: string): number =>
  sampler === 'gp' ? (gpTrials ?? Math.min(trials, 100)) : trials

/** Optuna's CMA-ES takes neither categories nor branches nor several objectives; its GP is asked only where it is meant for. */
function suits(sampler: string, { name, objectives }: Problem): boolean {
  if (sampler === 'cmaEs') return objectives === undefined && !['conditional', 'categories', 'gramacy'].includes(name)
  if (sampler === 'gp') return name !== 'conditional'
  if (sampler === 'nsga2') return ['zdt1', 'mixed', 'categories'].includes(name)
  return true
}
