/** A type in a message that is longer hides the message. */
const longest = 90
/** A choice of more texts than one reads, with what else it is. */
const manyTexts = /^((?:"[^"]*" \| ){3}"[^"]*") \| .*$/

/** A text of TypeScript's with the paths of modules cut to their names: where a package keeps its types is its own affair. */
export function withoutPaths(text: string): string {
  return text
    .replaceAll(/(?<!typeof )import\("[^"]*"\)\./g, '')
    .replaceAll(/import\("(?:[^"]*\/)?([^"/]+)"\)/g, 'import("$1")')
}

/** A message with what is deep inside of its long types left out, from the inside, as far as needed. */
export function withShortTypes(message: string): string {
  return withoutPaths(message).replaceAll(/'([^'\n]+)'/g, (quoted, type: string) =>
    type.length > longest ? `'${shortType(type)}'` : quoted,
  )
}

function shortType(type: string): string {
  // An arrow closes nothing.
  const text = type.replaceAll('=>', '⇒')
  const short = [4, 3, 2, 1].reduce((kept, depth) => (kept.length > longest ? withoutDepth(kept, depth) : kept), text)
  return (short.length > longest ? short.replace(manyTexts, '$1 | …') : short).replaceAll('⇒', '=>')
}

/** Without what is in so many brackets. */
function withoutDepth(text: string, depth: number): string {
  let open = 0
  let kept = ''
  for (const character of text) {
    if ('>})]'.includes(character)) open -= 1
    if (open < depth) kept += character
    if (!'<{(['.includes(character)) continue
    open += 1
    if (open === depth) kept += '…'
  }
  return kept
}
