/**
 * Where TuRBO searches, and how that came about: derived from the complete trials in order of number, so that any worker
 * finds the same.
 *
 * | symbol  | meaning                                                                            |
 * | ------- | ---------------------------------------------------------------------------------- |
 * | run     | searches so far that ended in too small a region; a trial is noted with its own run |
 * | members | complete trials of the present run: what its model learns from                     |
 * | length  | side of the region in parts of the range, before the lengthscales stretch it       |
 *
 * Eriksson et al. 2019, "Scalable global optimization via local Bayesian optimization", section 2.
 */
import type { Direction } from '../../core/direction.ts'
import type { History } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { violationOf } from '../../core/violation.ts'
import { compareTrials } from '../compare-trials.ts'

/** The system attribute that tells which run a trial belongs to. */
export const noteKey = 'ansatz:turbo'

/** An improvement counts from this share of the best value on (the authors' code). */
const leastImprovement = 1e-3

export interface TrustRegionRules {
  /** Trials of a run that are drawn at random. */
  readonly nStartupTrials: number
  readonly initialLength: number
  readonly maxLength: number
  readonly minLength: number
  /** Improvements in a row after which the region doubles. */
  readonly successTolerance: number
  /** Trials in a row without one after which it halves. */
  readonly failureTolerance: number
}

export interface TrustRegion {
  readonly run: number
  readonly length: number
  readonly members: readonly TrialRecord[]
  /** Of the members; null when there is none. */
  readonly best: TrialRecord | null
}

/** @param belongs whether a complete trial can be learned from */
export function trustRegion(
  { trials, directions }: History,
  rules: TrustRegionRules,
  belongs: (trial: TrialRecord) => boolean,
): TrustRegion {
  let run = new Run(0, rules)
  for (const trial of trials) {
    if (trial.state !== 'complete' || trial.values === null || Number.isNaN(trial.values[0]) || !belongs(trial))
      continue
    const noted = notedRun(trial) ?? run.run
    // Trials that end late may show that a run was not over when another worker took it for ended.
    if (noted > run.run) run = new Run(noted, rules)
    if (noted === run.run) run.add(trial, directions[0])
    if (run.length < rules.minLength) run = new Run(run.run + 1, rules)
  }
  return run
}

class Run implements TrustRegion {
  readonly run: number
  readonly members: TrialRecord[] = []
  best: TrialRecord | null = null
  length: number
  private readonly rules: TrustRegionRules
  private successes = 0
  private failures = 0

  constructor(run: number, rules: TrustRegionRules) {
    this.run = run
    this.rules = rules
    this.length = rules.initialLength
  }

  add(trial: TrialRecord, direction: Direction): void {
    const improves = this.best !== null && isImprovement(trial, this.best, direction)
    if (this.best === null || compareTrials(direction)(trial, this.best) < 0) this.best = trial
    this.members.push(trial)
    if (this.members.length <= this.rules.nStartupTrials) return
    this.successes = improves ? this.successes + 1 : 0
    this.failures = improves ? 0 : this.failures + 1
    this.resize()
  }

  private resize(): void {
    const { successTolerance, failureTolerance, maxLength } = this.rules
    if (this.successes === successTolerance) {
      this.length = Math.min(maxLength, 2 * this.length)
      this.successes = 0
    }
    if (this.failures === failureTolerance) {
      this.length /= 2
      this.failures = 0
    }
  }
}

function isImprovement(trial: TrialRecord, best: TrialRecord, direction: Direction): boolean {
  if (compareTrials(direction)(trial, best) >= 0) return false
  if (violationOf(trial) !== violationOf(best)) return true
  const gain = Math.abs(best.values![0] - trial.values![0])
  return gain > leastImprovement * Math.abs(best.values![0]) || !Number.isFinite(best.values![0])
}

function notedRun({ systemAttrs }: TrialRecord): number | null {
  const note = systemAttrs[noteKey]
  const run = typeof note === 'object' && note !== null && 'run' in note ? note.run : null
  return typeof run === 'number' && Number.isInteger(run) && run >= 0 ? run : null
}
