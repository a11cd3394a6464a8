/** Widths of the letters of Helvetica and Arial in 1/1000 of the font size (Adobe's Helvetica.afm, rounded by class). */
const classes: readonly (readonly [letters: RegExp, width: number])[] = [
  [/[ijl'|]/, 222],
  [/[ .,:;!ftI/\\[\]·]/, 278],
  [/[()r\-"`⁻¹²³⁰⁴-⁹]/, 333],
  [/[JckvxyzsL^*]/, 510],
  [/[mM%—]/, 850],
  [/[wA-Z&+=<>~−…]/, 680],
  [/[W@]/, 970],
]
const ordinaryWidth = 556
/** From here on (Chinese, Japanese, Korean, emoji) letters are as wide as they are high. */
const firstSquareLetter = 0x2e80

/** About how many pixels wide `text` is in a sans-serif face, on machines where nothing can measure it. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0
  for (const letter of text) width += letterWidth(letter)
  return (width * fontSize) / 1000
}

function letterWidth(letter: string): number {
  if (letter.codePointAt(0)! >= firstSquareLetter) return 1000
  return classes.find(([letters]) => letters.test(letter))?.[1] ?? ordinaryWidth
}
