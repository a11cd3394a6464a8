import type { CellRun, RunId } from './cell-graph.ts'

/**
 * - `fresh`: Run All would give the cell what it was given;
 * - `stale`: what it was given has been replaced since, so it has to run again;
 * - `misplaced`: nothing has changed since, but the cells ran in another order than they stand in, and Run All would give
 *   it something else.
 */
export type CellState = 'fresh' | 'stale' | 'misplaced'

/**
 * Why a cell is not fresh.
 * - `ranAgain`: `source` defined the name, and has run again;
 * - `dropped`: `source` has run again without defining it;
 * - `deleted`: the cell that defined the name is gone;
 * - `redefined`: `source` has come between the definition and the cell;
 * - `defined`: nobody had defined the name; now `source` does;
 * - `repeated`: the cell went on from its own last change;
 * - `upstream`: `source` is not fresh itself;
 * - `below`: `source` stands below the cell, so Run All would not find the name;
 * - `nearer`: Run All would take the name from `source`, which stands nearer.
 */
export type Reason = {
  readonly name: string
  /** The name does not stand in the cell, but in a function that it can call. */
  readonly indirect: boolean
} & (
  | {
      readonly kind: 'ranAgain' | 'dropped' | 'redefined' | 'defined' | 'upstream' | 'below' | 'nearer'
      readonly source: CellRun
    }
  | { readonly kind: 'deleted' | 'repeated' }
)

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

/** The worst that can be said; of equals, what happened to a name of the cell itself: that is where to begin. */
function judge(run: CellRun, replay: Replay): Verdict {
  let worst = fresh
  for (const [name, source] of run.links) {
    const found = source === null ? judgeMissing(run, name, replay) : judgeLink(run, { name, source }, replay)
    if (found === null) continue
    const verdict = { state: found.state, reason: { ...found.reason, name, indirect: !run.uses.has(name) } as Reason }
    if (weight(verdict) > weight(worst)) worst = verdict
  }
  return worst
}

function weight({ state, reason }: Verdict): number {
  if (reason === null) return 0
  return (state === 'stale' ? 4 : 0) + (reason.indirect ? 0 : 2) + (reason.kind === 'upstream' ? 1 : 2)
}

interface Finding {
  readonly state: CellState
  readonly reason: { readonly kind: Reason['kind']; readonly source?: CellRun }
}

function judgeMissing({ run }: CellRun, name: string, { above }: Replay): Finding | null {
  const source = above.get(name)
  if (source === undefined) return null
  return { state: source.run > run ? 'stale' : 'misplaced', reason: { kind: 'defined', source } }
}

function judgeLink(
  { cell, run }: CellRun,
  { name, source }: { readonly name: string; readonly source: RunId },
  { runs, above, verdicts }: Replay,
): Finding | null {
  if (source.cell === cell) return { state: 'stale', reason: { kind: 'repeated' } }
  const now = runs.get(source.cell)
  if (now === undefined) return { state: 'stale', reason: { kind: 'deleted' } }
  if (now.run !== source.run) {
    return { state: 'stale', reason: { kind: now.provides.has(name) ? 'ranAgain' : 'dropped', source: now } }
  }
  const nearest = above.get(name)
  if (nearest === undefined) return { state: 'misplaced', reason: { kind: 'below', source: now } }
  if (nearest !== now) {
    return nearest.run > run
      ? { state: 'stale', reason: { kind: 'redefined', source: nearest } }
      : { state: 'misplaced', reason: { kind: 'nearer', source: nearest } }
  }
  const { state } = verdicts.get(now.cell) ?? fresh
  return state === 'fresh' ? null : { state, reason: { kind: 'upstream', source: now } }
}
