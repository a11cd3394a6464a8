import type { Json } from '../../../base/json.ts'
import type { Rng } from '../../../base/rng.ts'
import { shuffled } from '../../../math/sequences/shuffled.ts'
import type { DeclaredSpace, History, SuggestRequest } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { newlyFinishedTrials } from '../../history/finished-trials.ts'
import type { Params, ParamValue } from '../../space/distribution.ts'
import { perStudy } from '../per-study.ts'
import { treeValues } from '../tree-values.ts'
import type { CellAxis, Cells } from './cells.ts'

/** What is to be visited: the cells, without those that a hard constraint refuses. */
export interface CellPlan {
  readonly cells: Cells
  readonly declared: DeclaredSpace | null
  /** The values of a parameter that the cells are made of. @throws InputError when it has none */
  readonly valuesOf: (name: string) => CellAxis['values']
}

/** Visits each cell once: what a grid and an exhaustive search share. */
export interface CellSearch {
  suggest(request: SuggestRequest, plan: CellPlan): Params
  isExhausted(history: History, plan: CellPlan): boolean
}

/** How far the visits of a study have come. */
interface Visits {
  /** By cell: 1 when it is complete, pruned, or has failed too often. */
  readonly done: Uint8Array
  /** By cell: how often it has failed. */
  readonly failures: Uint8Array
  /** Looks at the trials that have ended since the last call. */
  readonly follow: (trials: readonly TrialRecord[]) => void
}

/**
 * Trial number n takes cell number n of a shuffled order, so that workers need not talk to each other to keep apart.
 * Where that cell was visited already (by an enqueued trial, or another sampler), and after the last one, a trial takes
 * one that was passed over; cells whose trial failed are tried again last, up to `retries` times each. The cell is noted
 * with the trial under `key`, because a trial may end before it has all its parameters.
 */
export function cellSearch({ key, retries }: { readonly key: string; readonly retries: number }): CellSearch {
  const orders = new WeakMap<Rng, WeakMap<Cells, Uint32Array>>()
  const orderOf = (cells: Cells, studyRng: Rng): Uint32Array => {
    const known = orders.get(studyRng) ?? new WeakMap<Cells, Uint32Array>()
    orders.set(studyRng, known)
    const order = known.get(cells) ?? shuffled(cells.count, studyRng.fork(key))
    known.set(cells, order)
    return order
  }
  const visitsOf = perStudy(() => new WeakMap<Cells, Visits>())
  const visited = (history: History, plan: CellPlan): Visits => {
    const known = visitsOf(history)
    const visits = known.get(plan.cells) ?? startVisits(plan, { key, retries })
    known.set(plan.cells, visits)
    visits.follow(history.trials)
    return visits
  }
  return {
    suggest(request, plan) {
      const { history, trial, studyRng, rng } = request
      const { cells } = plan
      const visits = visited(history, plan)
      const order = orderOf(cells, studyRng)
      const held = heldCells(history.trials, { key, cells, order, except: trial.number })
      const isFree = (cell: number): boolean => visits.done[cell] === 0 && !held.has(cell)
      const cell = cells.at(chooseCell({ cells, order, isFree, failures: visits.failures, trial }))
      const fixed = Object.entries(trial.fixed).filter(([name]) => Object.hasOwn(cell, name))
      trial.note(key, { ...cell, ...Object.fromEntries(fixed) })
      // What is fixed may lead into a branch that the cell does not have.
      const anyOf = (values: CellAxis['values']): ParamValue => values[rng.integer(values.length)]
      return treeValues(request, (name) => (Object.hasOwn(cell, name) ? cell[name] : anyOf(plan.valuesOf(name))))
    },
    isExhausted(history, plan) {
      const { cells } = plan
      const { done } = visited(history, plan)
      const held = heldCells(history.trials, { key, cells, order: null, except: null })
      let open = 0
      for (let cell = 0; cell < cells.count; cell++) if (done[cell] === 0 && !held.has(cell)) open++
      // A trial that has just been begun holds a cell too, though nobody knows yet which.
      return open <= held.unknown
    },
  }
}

function startVisits({ cells, declared }: CellPlan, { key, retries }: { key: string; retries: number }): Visits {
  const done = new Uint8Array(cells.count)
  const failures = new Uint8Array(cells.count)
  if (declared !== null) {
    for (let cell = 0; cell < cells.count; cell++) if (!declared.allows(cells.at(cell))) done[cell] = 1
  }
  const newlyFinished = newlyFinishedTrials()
  return {
    done,
    failures,
    follow(trials) {
      for (const trial of newlyFinished(trials)) {
        const cell = cellOf(trial, key, cells)
        if (cell !== null && (trial.state !== 'fail' || ++failures[cell] > retries)) done[cell] = 1
      }
    },
  }
}

/** The cells of running trials, and how many trials run that have not got one yet. */
interface HeldCells {
  has(cell: number): boolean
  readonly unknown: number
}

interface Holding {
  readonly key: string
  readonly cells: Cells
  /** The order in which trials take cells, where it is known. */
  readonly order: Uint32Array | null
  /** The trial that is asked for. */
  readonly except: number | null
}

function heldCells(trials: readonly TrialRecord[], { key, cells, order, except }: Holding): HeldCells {
  const held = new Set<number>()
  let unknown = 0
  for (const trial of trials) {
    if (trial.state !== 'running' || trial.number === except) continue
    const cell = cellOf(trial, key, cells) ?? order?.[trial.number]
    if (cell === undefined) unknown++
    else held.add(cell)
  }
  return { has: (cell) => held.has(cell), unknown }
}

function cellOf({ systemAttrs, params }: TrialRecord, key: string, cells: Cells): number | null {
  const noted = systemAttrs[key]
  const isNoted = typeof noted === 'object' && noted !== null && !Array.isArray(noted)
  return (isNoted ? cells.indexOf(noted as Readonly<Record<string, Json>>) : null) ?? cells.indexOf(params)
}

interface CellChoice {
  readonly cells: Cells
  readonly order: Uint32Array
  readonly isFree: (cell: number) => boolean
  readonly failures: Uint8Array
  readonly trial: SuggestRequest['trial']
}

function chooseCell({ cells, order, isFree, failures, trial: { number, fixed } }: CellChoice): number {
  const names = Object.keys(fixed)
  const agrees = (cell: number): boolean => {
    if (names.length === 0) return true
    const params = cells.at(cell)
    return names.every((name) => !Object.hasOwn(params, name) || params[name] === fixed[name])
  }
  const own = order[number % order.length]
  if (number < order.length && isFree(own) && agrees(own)) return own
  const free = order.filter((cell, position) => (position < number || names.length > 0) && isFree(cell) && agrees(cell))
  const open = free.length > 0 ? free : order.filter((cell) => isFree(cell) && agrees(cell))
  if (open.length === 0) return order.find(agrees) ?? own
  const least = open.reduce((count, cell) => Math.min(count, failures[cell]), 255)
  const next = open.filter((cell) => failures[cell] === least)
  // Trials that choose at the same moment have different numbers.
  return next[number % next.length]
}
