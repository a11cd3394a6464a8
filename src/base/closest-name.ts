/**
 * The name that was probably meant, or null where none is near: another case, `snake_case` for `camelCase`, initials (`lr`
 * for `learningRate`), a few letters wrong, missing, added or swapped, or a known name with more around it (`study_name`).
 */
export function closestName(given: string, known: readonly string[]): string | null {
  const plain = letters(given)
  if (plain === '') return null
  let best: { readonly name: string; readonly distance: number } | null = null
  for (const name of known) {
    const distance = initials(name) === plain ? 0 : editDistance(plain, letters(name))
    const limit = Math.max(1, Math.floor(Math.max(plain.length, letters(name).length) / 3))
    if (distance <= limit && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { name, distance }
  }
  // One wrong letter of two is no misspelling.
  if (best !== null && best.distance < plain.length - 1) return best.name
  return known.find((name) => letters(name).length >= shortestPart && plain.includes(letters(name))) ?? null
}

/** Letters that a known name needs to count where it is part of a longer one. */
const shortestPart = 4

/** What to say to who gave a name that nobody knows: which was meant, or else `otherwise`. */
export function spellingAdvice(given: unknown, known: readonly string[], otherwise = 'Check its spelling.'): string {
  const closest = typeof given === 'string' ? closestName(given, known) : null
  return closest === null ? otherwise : `Did you mean ${JSON.stringify(closest)}?`
}

function letters(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

function initials(name: string): string {
  return (name.match(/^.|\p{Lu}/gu) ?? []).join('').toLowerCase()
}

/** Letters to change, add, remove or swap with their neighbour: optimal string alignment. */
function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(
        Math.min(
          last[j] + 1,
          row[j - 1] + 1,
          last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1),
          swapped ? beforeLast[j - 2] + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    beforeLast = last
    last = row
  }
  return last[b.length]
}
