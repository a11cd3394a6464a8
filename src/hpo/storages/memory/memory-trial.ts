import type { Json } from '../../../base/json.ts'
import type { AttributeScope, NewTrial, Outcome, ParamAssignment } from '../../core/storage.ts'
import type { TrialRecord, TrialState } from '../../core/trial-record.ts'
import type { Distribution, Params } from '../../space/distribution.ts'
import { plainCopy } from './plain-copy.ts'

export interface MemoryTrialStart {
  readonly id: number
  readonly number: number
  readonly trial: NewTrial
  readonly now: Date
}

/** A trial that is still changing. Its record is made when somebody reads it, and kept until the next change. */
export class MemoryTrial {
  readonly id: number
  readonly number: number
  state: TrialState
  private values: readonly number[] | null = null
  /** Replaced, never changed: records share them. */
  private params: Params = {}
  private distributions: Readonly<Record<string, Distribution>> = {}
  private readonly intermediateValues = new Map<number, number>()
  private readonly attrs: Readonly<Record<AttributeScope, Map<string, Json>>>
  private startedAt: Date | null
  private completedAt: Date | null = null
  private made: TrialRecord | null = null

  constructor({ id, number, trial, now }: MemoryTrialStart) {
    this.id = id
    this.number = number
    this.state = trial.state
    this.startedAt = trial.state === 'running' ? now : null
    this.attrs = { user: copyOf(trial.userAttrs), system: copyOf(trial.systemAttrs) }
  }

  claim(now: Date): void {
    this.state = 'running'
    this.startedAt = now
    this.made = null
  }

  setParams(params: readonly ParamAssignment[]): void {
    // Not assigned one by one: a parameter may be called `__proto__`.
    const values = Object.fromEntries(params.map(({ name, value }) => [name, value]))
    const distributions = Object.fromEntries(params.map(({ name, distribution }) => [name, distribution]))
    const first = Object.keys(this.params).length === 0
    this.params = first ? values : { ...this.params, ...values }
    this.distributions = first ? distributions : { ...this.distributions, ...distributions }
    this.made = null
  }

  report(step: number, value: number): void {
    this.intermediateValues.set(step, value)
    this.made = null
  }

  setAttr(scope: AttributeScope, key: string, value: Json): void {
    this.attrs[scope].set(key, value)
    this.made = null
  }

  finish({ state, values }: Outcome, now: Date): void {
    this.state = state
    this.values = values === null ? null : [...values]
    this.completedAt = now
    this.made = null
  }

  record(): TrialRecord {
    this.made ??= {
      id: this.id,
      number: this.number,
      state: this.state,
      values: this.values,
      params: this.params,
      distributions: this.distributions,
      intermediateValues: new Map(this.intermediateValues),
      userAttrs: Object.fromEntries(this.attrs.user),
      systemAttrs: Object.fromEntries(this.attrs.system),
      startedAt: this.startedAt,
      completedAt: this.completedAt,
    }
    return this.made
  }
}

function copyOf(attrs: Readonly<Record<string, Json>> = {}): Map<string, Json> {
  return new Map(Object.entries(attrs).map(([key, value]) => [key, plainCopy(value)]))
}
