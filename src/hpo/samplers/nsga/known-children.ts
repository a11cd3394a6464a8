import { isFinished, type TrialRecord } from '../../core/trial-record.ts'
import type { ParamValue } from '../../space/distribution.ts'
import type { Locus } from './genome.ts'

/** Recognises children that were there before: the parents, and the newest trials of the study, twice as many. */
export class KnownChildren {
  private readonly loci: readonly Locus[]
  private readonly newest: number
  /** By the value of the first locus, which for a number tells nearly all apart. */
  private readonly parents = new Map<unknown, TrialRecord[]>()
  /** Positions in the list of trials. */
  private readonly recent = new Map<unknown, number[]>()
  private trials: readonly TrialRecord[] = []
  /** Trials before this one have finished and are in `recent`, as far as they ever will be new enough. */
  private settled = 0

  constructor(loci: readonly Locus[], parents: readonly TrialRecord[]) {
    this.loci = loci
    this.newest = 2 * parents.length
    for (const trial of parents) add(this.parents, this.firstValue(trial), trial)
  }

  /** Takes in what is new in the study's trials. */
  look(trials: readonly TrialRecord[]): void {
    this.trials = trials
    let at = Math.max(this.settled, this.first)
    for (; at < trials.length && isFinished(trials[at].state); at++) add(this.recent, this.firstValue(trials[at]), at)
    this.settled = at
  }

  has(values: readonly ParamValue[]): boolean {
    const { trials, first } = this
    const isSame = (trial: TrialRecord): boolean => this.matches(trial, values)
    if (this.parents.get(values[0])?.some(isSame) === true) return true
    if (this.recent.get(values[0])?.some((at) => at >= first && isSame(trials[at])) === true) return true
    for (let at = this.settled; at < trials.length; at++) if (isSame(trials[at])) return true
    return false
  }

  private get first(): number {
    return Math.max(0, this.trials.length - this.newest)
  }

  private firstValue({ params }: TrialRecord): unknown {
    return this.loci.length === 0 ? undefined : params[this.loci[0].name]
  }

  private matches({ params }: TrialRecord, values: readonly ParamValue[]): boolean {
    for (let j = 0; j < this.loci.length; j++) if (!Object.is(params[this.loci[j].name], values[j])) return false
    return true
  }
}

function add<Item>(to: Map<unknown, Item[]>, key: unknown, item: Item): void {
  const same = to.get(key)
  if (same === undefined) to.set(key, [item])
  else same.push(item)
}
