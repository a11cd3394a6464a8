import type { DeclaredSpace, History, SuggestRequest } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { newlyFinishedTrials } from '../../history/finished-trials.ts'
import { followStudies } from '../../history/follow-studies.ts'
import { cardinality, type Params } from '../../space/distribution.ts'
import { everyValue } from '../grid/axis-values.ts'
import { type Cells, cellsOf } from '../grid/cells.ts'

/** Larger spaces are hardly ever used up, and samplers hardly ever repeat themselves in them. */
const mostCells = 10_000

/**
 * Keeps a sampler from trying the same twice in a small space: what it suggests is replaced by a random combination that
 * no trial has, while there is one.
 */
export function untried(): (params: Params, request: SuggestRequest) => Params {
  const plans = new WeakMap<DeclaredSpace, Cells | { readonly none: true }>()
  const cellsIn = (declared: DeclaredSpace): Cells | null => {
    const plan = plans.get(declared) ?? smallCells(declared) ?? { none: true }
    plans.set(declared, plan)
    return 'none' in plan ? null : plan
  }
  const trackers = new WeakMap<Cells, (history: History) => Tried>()
  const triedOf = (cells: Cells): ((history: History) => Tried) => {
    const tracker = trackers.get(cells) ?? followStudies(() => triedTracker(cells))
    trackers.set(cells, tracker)
    return tracker
  }
  return (params, request) => {
    const cells = request.declared === null ? null : cellsIn(request.declared)
    if (cells === null) return params
    return replaced(params, { request, cells, tried: triedOf(cells)(request.history) })
  }
}

function smallCells({ leaves }: DeclaredSpace): Cells | null {
  const distributions = Array.from(leaves.values(), ({ distribution }) => distribution)
  if (distributions.some((distribution) => cardinality(distribution) > mostCells)) return null
  const axes = Array.from(leaves.values(), ({ name, distribution, when }) => {
    return { name, values: everyValue(distribution), when }
  })
  const cells = cellsOf(axes, mostCells)
  return cells.count > mostCells ? null : cells
}

/** By cell, how many trials have it; and the cells of running trials by trial number. */
interface Tried {
  readonly finished: Uint8Array
  readonly running: ReadonlyMap<number, number>
}

function triedTracker(cells: Cells): (history: History) => Tried {
  const newlyFinished = newlyFinishedTrials()
  const finished = new Uint8Array(cells.count)
  return ({ trials }) => {
    for (const { params } of newlyFinished(trials)) {
      const cell = cells.indexOf(params)
      if (cell !== null) finished[cell] = 1
    }
    const running = new Map<number, number>()
    for (const trial of trials) {
      const cell = trial.state === 'running' ? cellOf(trial, cells) : null
      if (cell !== null) running.set(trial.number, cell)
    }
    return { finished, running }
  }
}

const cellOf = ({ params }: TrialRecord, cells: Cells): number | null => cells.indexOf(params)

interface Situation {
  readonly request: SuggestRequest
  readonly cells: Cells
  readonly tried: Tried
}

function replaced(params: Params, { request, cells, tried }: Situation): Params {
  const { space, trial, rng, declared } = request
  const cell = cells.indexOf({ ...trial.fixed, ...params })
  if (cell === null) return params
  const held = new Set([...tried.running].filter(([number]) => number !== trial.number).map(([, own]) => own))
  const isFree = (index: number): boolean => tried.finished[index] === 0 && !held.has(index)
  if (isFree(cell)) return params
  const fixed = Object.entries(trial.fixed)
  const suits = (index: number): boolean => {
    const other = cells.at(index)
    return fixed.every(([name, value]) => !Object.hasOwn(other, name) || other[name] === value) && declared!.allows(other) // prettier-ignore
  }
  const open: number[] = []
  for (let index = 0; index < cells.count; index++) if (isFree(index) && suits(index)) open.push(index)
  if (open.length === 0) return params
  const chosen = cells.at(open[rng.fork('untried').integer(open.length)])
  return Object.fromEntries(Object.entries(chosen).filter(([name]) => space.has(name)))
}
