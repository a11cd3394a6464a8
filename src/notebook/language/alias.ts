/** To the reader a name from an earlier cell is a name like any other; that it comes by import is our doing. */
export function withoutAlias(signature: string): string {
  if (!signature.startsWith('(alias) ')) return signature
  const plain = signature.slice('(alias) '.length).replace(/\s+import [^\n]*$/, '')
  // Of a function that is called, TypeScript leaves the word out.
  return /^[\w$]+[(<]/.test(plain) ? `function ${plain}` : plain
}
