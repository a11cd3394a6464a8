import { compareValues, type Direction, minimizeSign } from '../../core/direction.ts'
import type { History } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { violationOf } from '../../core/violation.ts'
import { CheckedFollower } from '../../history/checked-follower.ts'
import { bestByDomination } from '../../objectives/best-by-domination.ts'
import { toLosses } from '../../objectives/losses.ts'
import { RankedPositions } from './ranked-positions.ts'

/** To which estimator the trial at each position of the history belongs. */
export const neither = 0
export const below = 1
export const above = 2

/** For each position of the history: `neither`, `below` or `above`. */
export type Sides = Uint8Array

/**
 * Divides the trials of one study into the good ones (`below`) and the others (`above`).
 *
 * The `nBelow` good ones are taken from the complete trials by value (of several objectives, by domination), then from the
 * pruned ones (those that got furthest first, then by their last value), then from the infeasible ones by how much they
 * violate. Running trials are taken for bad ones, so that workers keep apart (constant liar); they can be left out.
 * Failed and waiting trials do not count. (Optuna, `_split_trials`.)
 *
 * The orders are kept from one suggestion to the next: a trial is put into one when it has finished, and stays there.
 */
export class TrialSplitter {
  private readonly follower = new CheckedFollower()
  private directions: readonly Direction[] = []
  /** By position; longer than the history. */
  private sides: Sides = new Uint8Array(64)
  private length = 0
  private good: readonly number[] = []
  /** By loss; with several objectives in order of position. */
  private readonly complete = new RankedPositions<number>(compareLosses)
  /** The losses of each complete trial, where there are several objectives. */
  private readonly losses = new Map<number, readonly number[]>()
  private readonly pruned = new RankedPositions<PrunedRank>(comparePruned)
  private readonly infeasible = new RankedPositions<number>(compareLosses)
  private running: readonly number[] = []

  /**
   * Takes in what has happened.
   *
   * @returns how many trials count: those that are complete or pruned
   */
  sync({ trials, directions }: Pick<History, 'trials' | 'directions'>): number {
    const { restarted, finished, open } = this.follower.look(trials)
    if (restarted) this.forget()
    this.directions = directions
    this.makeRoom(trials.length)
    this.length = trials.length
    for (const at of finished) this.add(trials[at], at)
    for (const at of open) this.sides[at] = neither
    this.running = open.filter((at) => trials[at].state === 'running')
    return this.complete.size + this.pruned.size + this.infeasible.size
  }

  /** The sides in the history that was taken in last; they hold until the next call. */
  split({ nBelow, constantLiar }: { readonly nBelow: number; readonly constantLiar: boolean }): Sides {
    const { sides } = this
    for (const at of this.good) sides[at] = above
    for (const at of this.running) sides[at] = constantLiar ? above : neither
    const best = this.directions.length === 1 ? this.complete.first(nBelow) : this.leastDominated(nBelow)
    const pruned = this.pruned.first(nBelow - best.length)
    const infeasible = this.infeasible.first(nBelow - best.length - pruned.length)
    this.good = [...best, ...pruned, ...infeasible]
    for (const at of this.good) sides[at] = below
    return sides.subarray(0, this.length)
  }

  private add(trial: TrialRecord, at: number): void {
    this.sides[at] = trial.state === 'fail' ? neither : above
    if (trial.state === 'fail') return
    const { directions } = this
    const violation = violationOf(trial)
    if (violation > 0) this.infeasible.insert(at, violation)
    else if (trial.state === 'pruned') this.pruned.insert(at, prunedRank(trial, directions))
    else if (directions.length > 1) {
      this.complete.insert(at, 0)
      this.losses.set(at, toLosses(directions, trial.values ?? []))
    } else this.complete.insert(at, minimizeSign(directions[0]) * (trial.values?.[0] ?? Number.NaN))
  }

  private leastDominated(count: number): readonly number[] {
    const positions = this.complete.first(this.complete.size)
    return bestByDomination(
      positions.map((at) => this.losses.get(at)!),
      count,
    ).map((best) => positions[best])
  }

  private forget(): void {
    this.good = []
    this.complete.clear()
    this.losses.clear()
    this.pruned.clear()
    this.infeasible.clear()
  }

  private makeRoom(length: number): void {
    if (length <= this.sides.length) return
    const larger = new Uint8Array(2 * length)
    larger.set(this.sides)
    this.sides = larger
  }
}

/** NaN is worst. */
function compareLosses(a: number, b: number): number {
  return compareValues('minimize', a, b)
}

/** Where a pruned trial stopped. */
interface PrunedRank {
  /** −∞ when it has reported nothing. */
  readonly step: number
  readonly loss: number
}

function prunedRank({ intermediateValues }: TrialRecord, directions: readonly Direction[]): PrunedRank {
  let step = Number.NEGATIVE_INFINITY
  for (const reported of intermediateValues.keys()) if (reported > step) step = reported
  return { step, loss: minimizeSign(directions[0]) * (intermediateValues.get(step) ?? 0) }
}

/** Those that got further first, then those with the better last value; those without a report last. */
function comparePruned(a: PrunedRank, b: PrunedRank): number {
  return a.step === b.step ? compareLosses(a.loss, b.loss) : b.step - a.step
}
