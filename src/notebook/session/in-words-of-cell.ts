/**
 * What V8 says of code, without what the compiler has put around the names of the cell: `(0 , $$3.f) is not a function`
 * was `f()`.
 */
export function inWordsOfCell(message: string): string {
  if (!message.includes('$$')) return message
  return message
    .replaceAll(/\(0 ?, (\${2,}[^()]+)\)/g, '$1')
    .replaceAll(/\${2,}(?:local_|over\d+_|\d+\.|(?:cell|late)\.)/g, '')
    .replaceAll(/\${2,}(element)\d+/g, '$1')
}
