import { openStorage } from '../../../src/hpo/storages/open-storage.ts'
import { type SamplerName, samplerRegistry } from '../../../src/hpo/samplers/registry.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { type Space, space } from '../../../src/hpo/space/space.ts'
import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import { type BenchRow, benchRow } from '../row.ts'
import { runPython } from '../run-python.ts'
import { optunaPython } from './optuna-python.ts'

/** A sampler, the lengths of the study at which it is timed, and how much faster than Optuna it should be. */
interface Question {
  readonly sampler: string
  readonly trials: readonly number[]
  readonly params: readonly number[]
  readonly goal: number
}

const questions: readonly Question[] = [
  { sampler: 'random', trials: [100, 1000, 10_000], params: [2, 10, 50], goal: 20 },
  { sampler: 'qmc', trials: [100, 1000, 10_000], params: [2, 10, 50], goal: 20 },
  { sampler: 'tpe', trials: [100, 1000, 10_000], params: [2, 10, 50], goal: 10 },
  { sampler: 'cmaEs', trials: [100, 1000, 10_000], params: [2, 10, 50], goal: 20 },
  { sampler: 'nsga2', trials: [100, 1000, 10_000], params: [2, 10, 50], goal: 20 },
  { sampler: 'gp', trials: [60, 250], params: [2, 10], goal: 5 },
]

/** What takes minutes where Optuna is slowest, and what the shorter studies do not show already. */
const isLong = ({ sampler, past, params }: Case): boolean =>
  past >= 10_000 || (sampler === 'tpe' && past < 1000) || (sampler === 'gp' && params < 10)

/** These learn from their own generations: their past has to be their own. */
const generational: ReadonlySet<string> = new Set(['cmaEs', 'nsga2'])

/** CPU time of ask and tell for one more trial in an in-memory study of a given length, beside Optuna in the same run. */
export function run(): Promise<BenchRow[]> {
  return rowsOf(() => true)
}

/** The same without the long studies: in less than five minutes. */
export function runQuick(): Promise<BenchRow[]> {
  return rowsOf((question) => !isLong(question))
}

async function rowsOf(isWanted: (question: Case) => boolean): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  const only = process.env['ANSATZ_BENCH_SAMPLERS']?.split(',')
  for (const { sampler, trials, params, goal } of questions) {
    if (!(sampler in samplerRegistry) || only?.includes(sampler) === false) continue
    const cases = trials.flatMap((past) => params.map((count) => ({ sampler, past, params: count, goal })))
    for (const asked of cases.filter(isWanted)) rows.push(await row(asked))
  }
  console.error(`${rows.filter(({ met }) => met).length} of ${rows.length} goals met.`)
  return rows
}

interface Case {
  readonly sampler: string
  readonly past: number
  readonly params: number
  readonly goal: number
}

async function row({ sampler, past, params, goal }: Case): Promise<BenchRow> {
  const window = sampler === 'gp' ? 10 : past >= 10_000 ? 20 : 50
  const script = new URL('optuna_speed.py', import.meta.url)
  const { msPerTrial } = runPython(script, [sampler, past, params, window], optunaPython()) as { msPerTrial: number }
  const ours = await timeOurs({ sampler, past, params, window })
  const result = benchRow({
    name: `${sampler}: ask and tell at ${past} trials of ${params} parameters`,
    unit: 'ms',
    ours,
    peer: { name: 'Optuna', value: msPerTrial },
    goal: { text: `${goal}x as fast`, met: ours * goal <= msPerTrial },
  })
  const times = `${ours.toFixed(4)} | ${msPerTrial.toFixed(4)} ms`
  const judged = `${(msPerTrial / ours).toFixed(1)}x as fast, goal ${goal}x: ${result.met === true ? 'met' : 'missed'}`
  console.error(`${result.name}: ${times}, ${judged}`)
  return result
}

/** The mean over many studies: what a single one costs depends on when the engine collects garbage. */
async function timeOurs(asked: Omit<Case, 'goal'> & { readonly window: number }): Promise<number> {
  const { sampler, params, window } = asked
  const search = space(Object.fromEntries(Array.from({ length: params }, (_, i) => [`x${i}`, float(-5, 5)])))
  await warmUp(asked, search)
  let spent = 0
  let studies = 0
  const start = performance.now()
  while (studies < (sampler === 'gp' ? 1 : 2) || performance.now() - start < mostMs) {
    spent += await timeStudy(asked, search, studies++)
    if (spent >= enough) break
  }
  return spent / 1000 / studies / window
}

/** Microseconds of CPU time after which the mean of the studies is good enough, and how long they may take with their pasts. */
const enough = 500_000
const mostMs = 3000

type Search = Space<Readonly<Record<string, number>>>

/** Microseconds for the whole window. */
async function timeStudy(
  { sampler, past, window }: Omit<Case, 'goal'> & { readonly window: number },
  search: Search,
  seed: number,
): Promise<number> {
  const objective = (values: Readonly<Record<string, number>>) =>
    Object.values(values).reduce((sum, x) => sum + x * x, 0)
  const storage = await openStorage('memory:')
  const common = { storage, name: 'speed', loadIfExists: true, pruner: null, seed } as const
  const filler = generational.has(sampler) ? (sampler as SamplerName) : 'random'
  const before = await createStudy({ ...common, sampler: filler })
  await before.optimize(search, objective, { trials: past - window, progress: false })
  const study = await createStudy({ ...common, sampler: sampler as SamplerName })
  // What a sampler builds from the past at its first ask it builds once for the whole study.
  await study.tell(await study.ask(search), 100)
  const start = process.cpuUsage()
  // As a whole, with the objective: asking for the time takes a tenth of what some trials do.
  for (let i = 0; i < window; i++) {
    const trial = await study.ask(search)
    await study.tell(trial, objective(trial.params))
  }
  const { user, system } = process.cpuUsage(start)
  return user + system
}

/** How many trials it takes until the engine has compiled what a trial runs; models run much in few. */
const warmUpTrials: Readonly<Record<string, number>> = { gp: 30, tpe: 600 }
const usualWarmUp = 6000

/** Lets the engine compile what is timed afterwards; Python has nothing to compile. */
async function warmUp(asked: Omit<Case, 'goal'> & { readonly window: number }, search: Search): Promise<void> {
  const { sampler } = asked
  const trials = warmUpTrials[sampler] ?? usualWarmUp
  const perStudy = 1000
  for (let done = 0; done < trials; done += perStudy) {
    // The way to the study that is timed is compiled too.
    const past = Math.min(asked.past, perStudy)
    await timeStudy({ ...asked, past }, search, -1 - done)
    const study = await createStudy({ storage: 'memory:', sampler: sampler as SamplerName, pruner: null, seed: done })
    const end = Math.min(perStudy, trials - done)
    for (let i = 0; i < end; i++) await study.tell(await study.ask(search), i)
  }
}
