/** SQLite's GLOB, which Jupyter's history has always used: whether a text matches `*`, `?` and `[…]`. */
export function globMatcher(pattern: string): (text: string) => boolean {
  const source = pattern.replaceAll(/\[(\^?)([^\]]+)\]|[*?]|[\\^$.|+(){}[\]]/g, (token, not: string, set: string) => {
    if (token === '*') return '[^]*'
    if (token === '?') return '[^]'
    if (set !== undefined) return `[${not}${set.replaceAll(/[\\[]/g, String.raw`\$&`)}]`
    return `\\${token}`
  })
  const expression = new RegExp(`^${source}$`, 'u')
  return (text) => expression.test(text)
}
