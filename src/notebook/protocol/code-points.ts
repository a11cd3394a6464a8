// The protocol counts code points (since 5.2), JavaScript counts UTF-16 units; they differ after the first emoji.

/** The UTF-16 offset of the place `codePoints` code points into `text`, kept inside the text. */
export function utf16Offset(text: string, codePoints: number): number {
  let offset = 0
  for (let passed = 0; passed < codePoints && offset < text.length; passed++) offset += unitsAt(text, offset)
  return offset
}

/** How many code points lie in front of the UTF-16 `offset`; one that the offset cuts in two counts as passed. */
export function codePointOffset(text: string, offset: number): number {
  let passed = 0
  for (let at = 0; at < offset && at < text.length; at += unitsAt(text, at)) passed++
  return passed
}

function unitsAt(text: string, offset: number): number {
  return (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
}
