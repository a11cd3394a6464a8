import type { MagicString } from 'magic-string'

/** Code of a cell while it is rewritten, with the names under which it reaches the session. */
export interface CellCode {
  readonly text: MagicString
  /** Text that cannot occur in the cell; every name that the compiler adds begins with it. */
  readonly mark: string
  /** What must run before the first statement. */
  readonly prelude: string[]
}

/** The namespace object of the cell itself. */
export const ownNamespace = ({ mark }: CellCode): string => `${mark}cell`

/** The object whose accessors look a name up when it is used. */
export const lateNames = ({ mark }: CellCode): string => `${mark}late`

/** The functions of `CellRuntime`. */
export const runtime = ({ mark }: CellCode): string => `${mark}runtime`

/** The namespace object of an earlier cell. */
export const linkedNamespace = ({ mark }: CellCode, cell: number): string => `${mark}${cell}`

export const interruptFlag = ({ mark }: CellCode): string => `${mark}flag`

/** A mark that the source does not hold. Names in a cell seldom begin with two dollars, and never do after this. */
export function freshMark(source: string): string {
  let mark = '$$'
  while (source.includes(mark)) mark += '$'
  return mark
}
