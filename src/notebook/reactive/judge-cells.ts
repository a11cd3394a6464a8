import type { CellRun, RunId } from './cell-graph.ts'

/**
 * - `fresh`: Run All would give the cell what it was given;
 * - `stale`: what it was given has been replaced since, so it has to run again;
 * - `misplaced`: nothing has changed since, but the cells ran in another order than they stand in, and Run All would give
 *   it something else.
 */
export type CellState = 'fresh' | 'stale' | 'misplaced'

/** Why a cell is not fresh. */
export type Reason =
  | {
      /**
       * - `ranAgain`: `source` defined the name, and has run again;
       * - `dropped`: `source` has run again without defining it;
       * - `redefined`: `source` has come between the definition and the cell;
       * - `defined`: nobody had defined the name; now `source` does;
       * - `upstream`: `source` is not fresh itself;
       * - `below`: `source` stands below the cell, so Run All would not find the name;
       * - `nearer`: Run All would take the name from `source`, which stands nearer.
       */
      readonly kind: 'ranAgain' | 'dropped' | 'redefined' | 'defined' | 'upstream' | 'below' | 'nearer'
      readonly name: string
      readonly source: CellRun
    }
  /** `deleted`: the cell that defined the name is gone. `repeated`: the cell went on from its own last change. */
  | { readonly kind: 'deleted' | 'repeated'; readonly name: string }

export interface Verdict {
  readonly state: CellState
  /** Null for a fresh cell. */
  readonly reason: Reason | null
}

const fresh: Verdict = { state: 'fresh', reason: null }

interface Replay {
  readonly runs: ReadonlyMap<string, CellRun>
  /** What the cells above provide. */
  readonly above: ReadonlyMap<string, CellRun>
  /** On the cells above. */
  readonly verdicts: ReadonlyMap<string, Verdict>
}

/**
 * Compares the last run of each cell with a Run All, from a new kernel, in the given order. A cell is fresh if and only if
 * it would then take each of its names from the same run of the same cell, and those are fresh. Cells that are not in
 * `order` are treated as deleted. Takes time proportional to the number of links.
 */
export function judgeCells(runs: ReadonlyMap<string, CellRun>, order: Iterable<string>): Map<string, Verdict> {
  const above = new Map<string, CellRun>()
  const verdicts = new Map<string, Verdict>()
  const placed = [...order].flatMap((cell) => runs.get(cell) ?? [])
  const present = new Map(placed.map((run) => [run.cell, run]))
  for (const run of placed) {
    verdicts.set(run.cell, judge(run, { runs: present, above, verdicts }))
    for (const name of run.provides) above.set(name, run)
  }
  return verdicts
}

/** The worst that can be said, and of two equal ones what happened to a name itself: that is where to begin. */
function judge(run: CellRun, replay: Replay): Verdict {
  let worst = fresh
  for (const [name, source] of run.links) {
    const verdict = source === null ? judgeMissing(run, name, replay) : judgeLink(run, { name, source }, replay)
    if (weight(verdict) > weight(worst)) worst = verdict
  }
  return worst
}

function weight({ state, reason }: Verdict): number {
  if (reason === null) return 0
  return (state === 'stale' ? 2 : 0) + (reason.kind === 'upstream' ? 1 : 2)
}

function judgeMissing({ run }: CellRun, name: string, { above }: Replay): Verdict {
  const provider = above.get(name)
  if (provider === undefined) return fresh
  return because(provider.run > run ? 'stale' : 'misplaced', { kind: 'defined', name, source: provider })
}

function judgeLink(
  { cell, run }: CellRun,
  { name, source }: { readonly name: string; readonly source: RunId },
  { runs, above, verdicts }: Replay,
): Verdict {
  if (source.cell === cell) return because('stale', { kind: 'repeated', name })
  const now = runs.get(source.cell)
  if (now === undefined) return because('stale', { kind: 'deleted', name })
  if (now.run !== source.run) {
    return because('stale', { kind: now.provides.has(name) ? 'ranAgain' : 'dropped', name, source: now })
  }
  const provider = above.get(name)
  if (provider === undefined) return because('misplaced', { kind: 'below', name, source: now })
  if (provider !== now) {
    return provider.run > run
      ? because('stale', { kind: 'redefined', name, source: provider })
      : because('misplaced', { kind: 'nearer', name, source: provider })
  }
  const { state } = verdicts.get(now.cell) ?? fresh
  return state === 'fresh' ? fresh : because(state, { kind: 'upstream', name, source: now })
}

function because(state: CellState, reason: Reason): Verdict {
  return { state, reason }
}
