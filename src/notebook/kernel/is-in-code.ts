/** What hides code, and the brackets that tell where the code in a template ends. */
const token =
  /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|'(?:\\.|[^'\\\n])*(?:'|(?=\n)|$)|"(?:\\.|[^"\\\n])*(?:"|(?=\n)|$)|[`{}]|[^/'"`{}]+|\//y
/** The fixed part of a template, with what ends it. */
const fixed = /(?:\\[^]|\$(?!\{)|[^`\\$])*(?:`|\$\{|$)/y

/**
 * Whether a place lies in code: not in a text, a comment or the fixed part of a template. Without a parser, which a kernel
 * need not have loaded, so that a quote in a regular expression is taken for the begin of a text that ends with its line.
 */
export function isInCode(code: string, place: number): boolean {
  for (const { start, end, isOpen } of hiddenParts(code)) {
    if (place <= start) return true
    if (place < end || (place === end && isOpen)) return false
  }
  return true
}

interface HiddenPart {
  readonly start: number
  readonly end: number
  /** Whether what stands at its end still belongs to it. */
  readonly isOpen: boolean
}

function* hiddenParts(code: string): Generator<HiddenPart> {
  // How many brackets are open in the `${ }` of each template that is open.
  const templates: number[] = []
  for (let at = 0; at < code.length;) {
    const start = at
    const found = read(token, code, at)
    at += found.length
    if (/^(?:['"]|\/[/*])/.test(found)) yield { start, end: at, isOpen: isOpen(found) }
    if (found !== '`' && !goesBackToTemplate(found, templates)) continue
    const part = read(fixed, code, at)
    at += part.length
    yield { start, end: at, isOpen: !/(?:`|\$\{)$/.test(part) }
    if (part.endsWith('${')) templates.push(0)
  }
}

function read(pattern: RegExp, code: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(code)?.[0] ?? ''
}

/** Takes note of a bracket. */
function goesBackToTemplate(found: string, templates: number[]): boolean {
  const open = templates.pop()
  if (open === undefined) return false
  if (found === '}' && open === 0) return true
  templates.push(open + Number(found === '{') - Number(found === '}'))
  return false
}

function isOpen(found: string): boolean {
  if (found.startsWith('//')) return true
  const closing = found.startsWith('/*') ? '*/' : found[0]
  return found.length < (closing === '*/' ? 4 : 2) || !found.endsWith(closing)
}
