/** Below the first cell that a new page runs. */
export function missedElsewhere(counts: readonly number[]): string {
  const cells = `${counts.length === 1 ? 'cell' : 'cells'} ${counts.map((count) => `[${count}]`).join(', ')}`
  return `[ansatz] No page was open for some of what ${cells} showed. display.replay() shows it here.\n`
}

/** Above what a cell has shown earlier. */
export function replayHeading(count: number, dropped: number): string {
  const missing = dropped === 0 ? '' : ` Its first ${dropped} outputs are not kept any longer.`
  return `\u001b[2m[ansatz] What cell [${count}] has shown:${missing}\u001b[22m\n`
}

export function replayOmitted(): string {
  return '[…]\n'
}

export function nothingToReplay(count: number | null): string {
  if (count === null) return '[ansatz] Nothing was missed: each output has found its page.\n'
  return `[ansatz] Nothing is kept of a cell [${count}].\n`
}
