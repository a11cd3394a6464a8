import type { Adaptation, AdaptationPlan, AdaptationStrategy, SpaceChange } from '../../core/adaptation.ts'
import type { Sampler } from '../../core/sampler.ts'
import { isFinished } from '../../core/trial-record.ts'
import {
  checkedCategorical,
  checkedFloat,
  checkedInt,
  contains,
  type Distribution,
  onGrid,
} from '../../space/distribution.ts'
import type { SpaceNode } from '../../space/node.ts'
import { reshapedSpace } from '../../space/reshaped-space.ts'
import { declaredSpace } from '../choosing/declared-space.ts'
import type { StudyContext } from '../opening/study-context.ts'
import type { AdaptationLog } from './adaptation-log.ts'
import { badAdaptation } from './messages.ts'

/** What is searched now, and by whom. */
export interface Searched<P> {
  readonly space: SpaceNode<P>
  /** Null: the study's own. */
  readonly sampler: Sampler | null
}

/** Changes what one run searches, as a plan says. */
export class SpaceAdapter<P> {
  private readonly context: StudyContext
  private readonly space: SpaceNode<P>
  private readonly plan: AdaptationPlan
  private readonly log: AdaptationLog
  private turn: Promise<unknown> = Promise.resolve()
  private known: { readonly changes: string; readonly searched: Searched<P> } | null = null

  constructor(
    context: StudyContext,
    { space, plan, log }: { readonly space: SpaceNode<P>; readonly plan: AdaptationPlan; readonly log: AdaptationLog },
  ) {
    this.context = context
    this.space = space
    this.plan = plan
    this.log = log
  }

  /** What the next trial is to be drawn from. Looks whether something is to be changed first, if it is time to. */
  async current(): Promise<Searched<P>> {
    const decision = this.turn.then(async () => {
      const finished = this.context.history.trials.filter(({ state }) => isFinished(state)).length
      const looks = Math.floor(finished / this.plan.interval)
      if (looks > this.log.checked) await this.look(looks, finished)
      return this.searched()
    })
    this.turn = decision.catch(() => {})
    return decision
  }

  private async look(looks: number, finished: number): Promise<void> {
    await this.log.refresh()
    if (looks <= this.log.checked) return
    const added: { strategy: string; because: string; trials: number; changes: readonly SpaceChange[] }[] = []
    const touched = new Set<string>()
    for (const strategy of this.plan.strategies) {
      const changes = [...this.log.changes, ...added.flatMap((adaptation) => adaptation.changes)]
      const adaptation = this.ask(strategy, { changes, touched })
      if (adaptation === null) continue
      for (const change of adaptation.changes) if ('parameter' in change) touched.add(change.parameter)
      added.push({
        strategy: strategy.name,
        because: adaptation.because,
        trials: finished,
        changes: adaptation.changes,
      })
    }
    await this.log.add(looks, added)
  }

  /** What a strategy changes, without what was undone before: it would only have to be undone again. */
  private ask(
    strategy: AdaptationStrategy,
    { changes, touched }: { readonly changes: readonly SpaceChange[]; readonly touched: ReadonlySet<string> },
  ): Adaptation | null {
    const { leaves: declared } = declaredSpace(this.space)
    const adaptation = strategy.adapt({
      study: this.context.history,
      leaves: declaredSpace(this.reshaped(changes)).leaves,
      declared,
      touched,
      sampler: samplerIn(changes) ?? this.context.parts.sampler.name,
      past: this.log.entries,
    })
    if (adaptation === null) return null
    const undone = this.log.entries.filter((entry) => entry.undone && entry.strategy === strategy.name)
    const refused = new Set(undone.flatMap((entry) => entry.changes.map(keyOf)))
    const kept = adaptation.changes.filter((change) => !refused.has(keyOf(change)))
    for (const change of kept) this.distributionOf(change)
    return kept.length === 0 ? null : { ...adaptation, changes: kept }
  }

  private async searched(): Promise<Searched<P>> {
    const { changes } = this.log
    const key = JSON.stringify(changes)
    if (this.known?.changes !== key) {
      const name = samplerIn(changes)
      const sampler = name === null ? null : await this.context.parts.samplerOf(name)
      this.known = { changes: key, searched: { space: this.reshaped(changes), sampler } }
    }
    return this.known.searched
  }

  private reshaped(changes: readonly SpaceChange[]): SpaceNode<P> {
    const distributions = new Map<string, Distribution>()
    for (const change of changes) {
      const distribution = this.distributionOf(change)
      if (change.kind === 'sampler') continue
      if (distribution === null) distributions.delete(change.parameter)
      else distributions.set(change.parameter, distribution)
    }
    return reshapedSpace(this.space, distributions)
  }

  /**
   * The distribution that a change comes to; null for one that only restores.
   *
   * @throws InputError `study/bad-adaptation`
   */
  private distributionOf(change: SpaceChange): Distribution | null {
    if (change.kind === 'sampler') return null
    const { leaves } = declaredSpace(this.space)
    const declared = leaves.get(change.parameter)?.distribution
    if (declared === undefined) {
      // The log may be that of another space.
      if (this.log.changes.includes(change)) return null
      throw badAdaptation(change, `parameters of the space: ${[...leaves.keys()].join(', ')}`)
    }
    if (change.kind === 'restore') return null
    const changed = changedDistribution(declared, change)
    if (changed === null) throw badAdaptation(change, 'a range of numbers, or some of the declared choices')
    return changed
  }
}

type DistributionChange = Extract<SpaceChange, { readonly kind: 'range' | 'choices' | 'fix' }>

function changedDistribution(declared: Distribution, change: DistributionChange): Distribution | null {
  if (change.kind === 'choices' || declared.kind === 'categorical') {
    const choices = change.kind === 'choices' ? change.choices : change.kind === 'fix' ? [change.value] : []
    if (declared.kind !== 'categorical' || choices.length === 0) return null
    if (!choices.every((choice) => contains(declared, choice))) return null
    return checkedCategorical(change.parameter, choices)
  }
  if (change.kind === 'fix') {
    const { value } = change
    return typeof value === 'number' && Number.isFinite(value) ? { ...declared, low: value, high: value } : null
  }
  const { low, high } = change
  if (!(low <= high)) return null
  const { log, step } = declared
  // Within the declared range values stay on its grid; beyond, whole steps lead on.
  const landed = (value: number): number => {
    if (step === null) return value
    if (value >= declared.low && value <= declared.high) return onGrid(declared, value)
    return declared.low + Math.round((value - declared.low) / step) * step
  }
  const range = { low: landed(low), high: landed(high), log }
  if (declared.kind === 'int') return checkedInt(change.parameter, { ...range, step: declared.step })
  return checkedFloat(change.parameter, { ...range, step: declared.step })
}

function samplerIn(changes: readonly SpaceChange[]): string | null {
  const last = changes.findLast(({ kind }) => kind === 'sampler')
  return last?.kind === 'sampler' ? last.sampler : null
}

function keyOf(change: SpaceChange): string {
  return change.kind === 'sampler' ? 'sampler' : `${change.kind} ${change.parameter}`
}
