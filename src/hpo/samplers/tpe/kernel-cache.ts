import { isFinished, type TrialRecord } from '../../core/trial-record.ts'
import type { SearchSpace } from '../../space/distribution.ts'
import { sameDistribution } from '../../space/distribution-match.ts'
import { type Axis, type SpacePlan, planSpace } from './axis.ts'
import { KernelSet } from './kernel-set.ts'
import { KernelTable } from './kernel-table.ts'

/** What is kept of one study over one set of axes. */
export interface StudyKernels {
  readonly table: KernelTable
  /** Of the good trials, and of the others. */
  readonly good: KernelSet
  readonly bad: KernelSet
}

/**
 * The kernels of a sampler, one table per study and set of axes. A study is known by its first finished trial, which
 * never changes; with the study's trials the tables are forgotten.
 */
export class KernelCache {
  private readonly tables = new WeakMap<TrialRecord, StudyKernels[]>()
  private readonly plans = new WeakMap<SearchSpace, SpacePlan>()

  plan(space: SearchSpace): SpacePlan {
    const plan = this.plans.get(space) ?? planSpace(space)
    this.plans.set(space, plan)
    return plan
  }

  kernels(axes: readonly Axis[], trials: readonly TrialRecord[]): StudyKernels {
    const first = trials.find(({ state }) => isFinished(state))
    const tables = (first === undefined ? undefined : this.tables.get(first)) ?? []
    if (first !== undefined) this.tables.set(first, tables)
    const at = tables.findIndex(({ table }) => sameNames(table.axes, axes))
    if (at !== -1 && sameDistributions(tables[at].table.axes, axes)) return tables[at]
    const table = new KernelTable(axes)
    // A range that changes from trial to trial must not leave a table behind for each.
    const kernels = { table, good: new KernelSet(table), bad: new KernelSet(table) }
    tables.splice(at === -1 ? tables.length : at, 1, kernels)
    return kernels
  }
}

function sameNames(a: readonly Axis[], b: readonly Axis[]): boolean {
  return a === b || (a.length === b.length && a.every(({ name }, j) => name === b[j].name))
}

function sameDistributions(a: readonly Axis[], b: readonly Axis[]): boolean {
  return a === b || a.every(({ distribution }, j) => sameDistribution(distribution, b[j].distribution))
}
