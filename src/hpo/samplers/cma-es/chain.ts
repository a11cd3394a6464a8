import { minimizeSign } from '../../core/direction.ts'
import type { History } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { TrialFollower } from '../../history/trial-follower.ts'
import { sameDistribution } from '../../space/distribution-match.ts'
import { compareTrials } from '../compare-trials.ts'
import type { CmaAxis } from './axes.ts'
import { type CmaNote, readNote } from './notes.ts'
import { type Run, type RunSetup, advance, firstRun } from './runs.ts'

/** The search distribution for the next trial. */
export interface ChainHead {
  readonly run: Run
  readonly generation: number
  /** The trials of the last generation, while no trial has noted them yet. */
  readonly unnoted: readonly number[] | null
}

/** A complete trial that this sampler drew. */
interface Evaluated {
  readonly trial: TrialRecord
  readonly note: CmaNote
}

/** Which trials a generation consisted of, as the first trial that was drawn after it says. */
interface Told {
  readonly by: number
  readonly trials: readonly number[]
}

/** What the trials of a generation made of the distribution before. */
interface Link {
  readonly trials: readonly number[]
  readonly runNumber: number
  /** Null for old ones, to save memory. */
  run: Run | null
}

export interface ChainParts {
  /** The attribute that holds the trials' notes. */
  readonly key: string
  readonly axes: readonly CmaAxis[]
  readonly setup: RunSetup
}

/** Distributions that are kept: notes of other workers may take the last generations back. */
const mostKept = 8

/**
 * The generations of a study, recomputed from its trials.
 *
 * A generation is told when as many of its trials are complete as the population has; all that are complete by then
 * count, and those that end later count in the next one. The first trial drawn after it notes which they were, so that
 * every worker, whenever it looks, gets the same distributions.
 */
export class Chain {
  readonly axes: readonly CmaAxis[]
  private readonly key: string
  private readonly setup: RunSetup
  private readonly follower = new TrialFollower()
  private readonly evaluated = new Map<number, Evaluated>()
  /** Evaluated, and not in any link. */
  private readonly waiting = new Map<number, Evaluated>()
  private readonly told = new Map<number, Told>()
  private readonly first: Run
  /** The generations that trials have noted. */
  private readonly links: Link[] = []
  /** The generation after them, as it was last computed. */
  private tentative: Link | null = null
  /** Links from here on are not those that the notes tell. */
  private staleFrom = Number.POSITIVE_INFINITY

  constructor({ key, axes, setup }: ChainParts) {
    this.key = key
    this.axes = axes
    this.setup = setup
    this.first = firstRun(setup)
  }

  head(history: History): ChainHead {
    this.read(history.trials)
    this.follow(history)
    const generation = this.links.length
    const run = this.links.at(-1)?.run ?? this.first
    if (this.waiting.size < run.population) return { run, generation, unnoted: null }
    const pool = [...this.waiting.values()].filter(({ note }) => this.runNumberAt(note.generation) === run.number)
    if (pool.length < run.population) return { run, generation, unnoted: null }
    const trials = pool.map(({ trial }) => trial.number).sort((a, b) => a - b)
    this.tentative = this.linkOf(trials, history)
    return { run: this.tentative.run!, generation: generation + 1, unnoted: trials }
  }

  private runNumberAt(generation: number): number {
    return this.links[Math.min(generation, this.links.length) - 1]?.runNumber ?? this.first.number
  }

  /** Takes in what is new: complete trials, and notes of finished and running ones. */
  private read(trials: readonly TrialRecord[]): void {
    const { follower } = this
    follower.look(trials)
    for (const at of follower.finished) {
      const trial = trials[at]
      const note = this.take(trial)
      if (note === null || trial.state !== 'complete' || trial.values === null) continue
      this.evaluated.set(trial.number, { trial, note })
      this.waiting.set(trial.number, { trial, note })
    }
    for (const at of follower.open) if (trials[at].state === 'running') this.take(trials[at])
  }

  private take(trial: TrialRecord): CmaNote | null {
    const note = this.isOfThisSpace(trial) ? readNote(trial, this.key, this.axes.length) : null
    if (note?.told === undefined) return note
    const known = this.told.get(note.generation)
    if (known === undefined || known.by > trial.number) {
      this.told.set(note.generation, { by: trial.number, trials: note.told })
      this.staleFrom = Math.min(this.staleFrom, note.generation - 1)
    }
    return note
  }

  /** A range that was changed since makes a point of the unit cube mean something else. */
  private isOfThisSpace({ distributions }: TrialRecord): boolean {
    return this.axes.every(
      ({ name, distribution }) =>
        !Object.hasOwn(distributions, name) || sameDistribution(distributions[name], distribution),
    )
  }

  /** Brings the links in line with the notes. */
  private follow(history: History): void {
    if (this.staleFrom < this.links.length) this.goBackTo(this.staleFrom)
    this.staleFrom = Number.POSITIVE_INFINITY
    for (;;) {
      const noted = this.told.get(this.links.length + 1)
      if (noted === undefined || !noted.trials.every((number) => this.evaluated.has(number))) return
      this.links.push(this.linkOf(noted.trials, history))
      this.tentative = null
      for (const number of noted.trials) this.waiting.delete(number)
      const old = this.links.at(-1 - mostKept)
      if (old !== undefined) old.run = null
    }
  }

  private goBackTo(generation: number): void {
    const isKept = generation > 0 && this.links[generation - 1].run !== null
    this.links.length = isKept ? generation : 0
    this.tentative = null
    const used = new Set(this.links.flatMap(({ trials }) => trials))
    for (const [number, evaluated] of this.evaluated) if (!used.has(number)) this.waiting.set(number, evaluated)
  }

  /** What these trials make of the last link's distribution. */
  private linkOf(trials: readonly number[], { directions: [direction] }: History): Link {
    if (this.tentative !== null && this.tentative.trials.join() === trials.join()) return this.tentative
    const generation = this.links.length
    const members = trials.map((number) => this.evaluated.get(number)!)
    const better = compareTrials(direction)
    const ranked = members.toSorted((a, b) => better(a.trial, b.trial))
    const solutions = ranked.map(({ note }) => ({
      x: Float64Array.from(note.x),
      injected: note.generation !== generation || note.given === true,
    }))
    const sign = minimizeSign(direction)
    const range = { best: sign * ranked[0].trial.values![0], worst: sign * ranked.at(-1)!.trial.values![0] }
    const run = advance(this.links.at(-1)?.run ?? this.first, { solutions, range }, this.setup)
    return { trials, runNumber: run.number, run }
  }
}
