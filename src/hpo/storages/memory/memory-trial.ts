import type { Json } from '../../../base/json.ts'
import type { AttributeScope, NewTrial, Outcome, ParamAssignment } from '../../core/storage.ts'
import type { Attributes, TrialRecord, TrialState } from '../../core/trial-record.ts'
import type { Distribution, Params, ParamValue } from '../../space/distribution.ts'
import { plainCopy } from './plain-copy.ts'

const noDistributions: Readonly<Record<string, Distribution>> = Object.freeze({})

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
  private distributions: Readonly<Record<string, Distribution>> = noDistributions
  /** Null while there are none, as for most trials; a study keeps every trial. */
  private intermediateValues: Map<number, number> | null = null
  private readonly attrs: Record<AttributeScope, Map<string, Json> | null>
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

  /** @param like an earlier trial, whose parameters may be the same ones */
  setParams(params: readonly ParamAssignment[], like: MemoryTrial | null = null): void {
    if (params.length === 0) return
    this.made = null
    if (like !== null && this.distributions === noDistributions && like.has(params)) {
      // Most trials of a study have the same parameters: they share what is said of them, and their records their shape.
      const values: Record<string, ParamValue> = { ...like.params }
      for (const { name, value } of params) values[name] = value
      this.params = values
      this.distributions = like.distributions
      return
    }
    const values: Record<string, ParamValue> = { ...this.params }
    const distributions: Record<string, Distribution> = { ...this.distributions }
    for (const { name, value, distribution } of params) {
      setOwn(values, name, value)
      setOwn(distributions, name, distribution)
    }
    this.params = values
    this.distributions = distributions
  }

  /** Whether these are the parameters that the trial has, in the same order. */
  private has(params: readonly ParamAssignment[]): boolean {
    let at = 0
    for (const name in this.distributions) {
      if (at === params.length || params[at].name !== name) return false
      if (params[at].distribution !== this.distributions[name]) return false
      at++
    }
    return at === params.length
  }

  report(step: number, value: number): void {
    this.intermediateValues ??= new Map()
    this.intermediateValues.set(step, value)
    this.made = null
  }

  setAttr(scope: AttributeScope, key: string, value: Json): void {
    const attrs = (this.attrs[scope] ??= new Map())
    attrs.set(key, value)
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
      intermediateValues: this.intermediateValues === null ? noPoints : new Map(this.intermediateValues),
      userAttrs: plainRecord(this.attrs.user),
      systemAttrs: plainRecord(this.attrs.system),
      startedAt: this.startedAt,
      completedAt: this.completedAt,
    }
    return this.made
  }
}

const noPoints: ReadonlyMap<number, number> = new Map()
const noAttributes: Attributes = Object.freeze({})

function plainRecord(attrs: ReadonlyMap<string, Json> | null): Attributes {
  return attrs === null ? noAttributes : Object.fromEntries(attrs)
}

/** Also for a parameter that is called `__proto__`. */
function setOwn<T>(record: Record<string, T>, name: string, value: T): void {
  if (name === '__proto__') {
    Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true })
  } else record[name] = value
}

function copyOf(attrs: Readonly<Record<string, Json>> | undefined): Map<string, Json> | null {
  if (attrs === undefined) return null
  return new Map(Object.entries(attrs).map(([key, value]) => [key, plainCopy(value)]))
}
