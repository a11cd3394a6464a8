/** Where the name begins that ends at `offset`. */
export function startOfWord(text: string, offset: number): number {
  let start = offset
  while (start > 0 && /[\p{L}\p{N}_$]/u.test(text[start - 1])) start -= 1
  return start
}
