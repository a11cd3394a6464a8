import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runPython } from '../run-python.ts'
import { optunaPython } from './optuna-python.ts'
import type { Outcomes } from './run-problem.ts'

const script = new URL('optuna_quality.py', import.meta.url)
const folder = fileURLToPath(new URL('../../../.cache/optuna-outcomes', import.meta.url))

export interface OptunaRun {
  readonly sampler: string
  readonly trials: number
  /** How many: 0, 1, 2, … */
  readonly seeds: number
}

/**
 * What Optuna finds on a problem. With the same seeds that is the same every time, and takes ten times as long as ours: so
 * it is kept in `.cache`, for as long as Optuna, the script and the problem stay what they are.
 */
export function optunaOutcomes(problem: string, { sampler, trials, seeds }: OptunaRun): Outcomes {
  const version = createHash('sha256')
    .update(readFileSync(script))
    .update(fingerprint(problem))
    .digest('hex')
    .slice(0, 12)
  const file = `${folder}/${problem}-${sampler}-${trials}-${seeds}-${version}.json`
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Outcomes
  const outcomes = runPython(script, [problem, sampler, trials, seeds], optunaPython())
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, JSON.stringify(outcomes))
  return outcomes as Outcomes
}

const fingerprints = new Map<string, string>()

/** Optuna's version, and what the problem gives at some points. */
function fingerprint(problem: string): string {
  const known = fingerprints.get(problem) ?? JSON.stringify(runPython(script, [problem], optunaPython()))
  fingerprints.set(problem, known)
  return known
}
