/** A cell that ran, in the order of running: what completion knows about the notebook. */
export interface RanCell {
  readonly cellId: string
  readonly code: string
}

/** What the protocol process asks the language worker. Offsets count UTF-16 code units; the kernel converts them. */
export type LanguageRequest =
  | { readonly type: 'ran'; readonly cell: RanCell }
  /** The variables of the notebook are gone. Checks that wait are not answered any more. */
  | { readonly type: 'forget' }
  | { readonly type: 'complete'; readonly id: number; readonly code: string; readonly offset: number }
  | {
      readonly type: 'inspect'
      readonly id: number
      readonly code: string
      readonly offset: number
      readonly detail: 0 | 1
    }
  /**
   * What is wrong with the types of a cell that is about to run, given the cells reported before. With `urgent` somebody
   * waits; else everything that is asked meanwhile comes first.
   */
  | { readonly type: 'check'; readonly id: number; readonly code: string; readonly urgent: boolean }

export interface CompletionItem {
  /** What replaces the text from `start` to `end` of the result. */
  readonly text: string
  /** A kind that JupyterLab has an icon for: `function`, `class`, `property`, `keyword`, … */
  readonly kind: string
  /** The type, on one line. Only the first items of a list have one. */
  readonly signature?: string
}

export interface CompletionResult {
  readonly items: readonly CompletionItem[]
  readonly start: number
  readonly end: number
}

/** Null when there is nothing to say about the place. */
export type InspectionResult = { readonly plain: string; readonly markdown: string } | null

/** A type error. Line and column count from 1, the column in code points. */
export interface TypeProblem {
  /** TypeScript's number of the error. */
  readonly code: number
  readonly message: string
  readonly line: number
  readonly column: number
  readonly sourceLine: string
}

/** The answer to the request with the same id, or the error that it met. */
export type LanguageReply =
  | { readonly id: number; readonly type: 'complete'; readonly result: CompletionResult }
  | { readonly id: number; readonly type: 'inspect'; readonly result: InspectionResult }
  | { readonly id: number; readonly type: 'check'; readonly result: readonly TypeProblem[] }
  | { readonly id: number; readonly type: 'failed'; readonly message: string }
