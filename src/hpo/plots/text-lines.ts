/** The text, or its beginning with an ellipsis: `longest` characters at most. */
export function shorten(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`
}

/** A sentence in lines of at most `longest` characters; a longer word is cut. */
export function wrapped(sentence: string, longest: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of sentence.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > longest) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line].map((text) => shorten(text, longest))
}
