/** One line of a benchmark: ours beside the named peer, measured in the same run on the same machine. */
export interface BenchRow {
  readonly name: string
  readonly ours: number
  /** Null where the peer has nothing to compare. */
  readonly peer: number | null
  readonly peerName: string | null
  readonly unit: string
  /** ours / peer. Below 1 is better for times, above 1 for rates; the unit tells which. */
  readonly ratio: number | null
  /** What was aimed at, or null where the row only informs. */
  readonly goal: string | null
  readonly met: boolean | null
}

interface Measured {
  readonly name: string
  readonly unit: string
  readonly ours: number
  /** A value of null: the peer was asked and never came to an end, or does not have it. */
  readonly peer?: { readonly name: string; readonly value: number | null }
  readonly goal?: { readonly text: string; readonly met: boolean }
}

export function benchRow({ name, unit, ours, peer, goal }: Measured): BenchRow {
  const value = peer?.value ?? null
  const ratio = value === null || value === 0 ? null : ours / value
  const aim = { goal: goal?.text ?? null, met: goal?.met ?? null }
  return { name, ours, peer: value, peerName: peer?.name ?? null, unit, ratio, ...aim }
}

const columns = ['name', 'ours', 'peer', 'peerName', 'unit', 'ratio', 'goal', 'met'] as const

/** The rows as a table of text, a line each. */
export function formatRows(rows: readonly BenchRow[]): string {
  const cells = [columns.map(String), ...rows.map((row) => columns.map((column) => formatCell(row[column])))]
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index].length)))
  return cells.map((line) => line.map((cell, index) => cell.padEnd(widths[index])).join('  ')).join('\n')
}

function formatCell(value: BenchRow[(typeof columns)[number]]): string {
  if (value === null) return '–'
  return typeof value === 'number' ? String(Number(value.toPrecision(3))) : String(value)
}
