/** To the reader a name from an earlier cell is a name like any other; that it comes by import is our doing. */
export function withoutAlias(signature: string): string {
  return signature.replace(/^\(alias\) /, '').replace(/\s+import [^\n]*$/, '')
}
