/** Colours and the like: written, but not seen. */
// oxlint-disable-next-line no-control-regex -- it is what is looked for
const escapes = /\u001B\[[0-9;]*[A-Za-z]/g

/**
 * `text` without what carriage returns overwrite completely: of a progress bar that was drawn a hundred times in one
 * message, the last drawing. What a terminal shows in the end is the same. The start of `text` goes on an unknown line,
 * so its first drawing stays.
 */
export function collapseProgress(text: string): string {
  if (!text.includes('\r')) return text
  return text
    .split('\n')
    .map((line, index) => collapseLine(line, index > 0))
    .join('\n')
}

function collapseLine(line: string, fromStart: boolean): string {
  const [first, ...drawings] = line.split('\r')
  const kept: string[] = []
  let widest = 0
  for (const drawing of [...drawings].reverse()) {
    const width = drawing.replaceAll(escapes, '').length
    if (kept.length > 0 && width <= widest) continue
    kept.push(drawing)
    widest = Math.max(widest, width)
  }
  const isCovered = fromStart && drawings.length > 0 && first.replaceAll(escapes, '').length <= widest
  return [...(isCovered ? [] : [first]), ...kept.reverse()].join('\r')
}
