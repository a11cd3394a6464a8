/** One line of the stored history. */
export type HistoryRecord =
  /** A session begins; without a number it gets the one after the last. */
  | { readonly type: 'session'; readonly id: string; readonly number?: number }
  | { readonly type: 'input' | 'output'; readonly id: string; readonly count: number; readonly text: string }

/** Where the history of all kernels is kept. */
export interface HistoryStore {
  /** Never throws and never waits; what cannot be stored is lost. */
  append(record: HistoryRecord): void
  /** What was appended since the last call, by any kernel; with `fromStart`, everything that there is. */
  read(): Promise<{ readonly records: readonly HistoryRecord[]; readonly fromStart: boolean }>
  /** Resolves when everything appended so far is stored. */
  flushed(): Promise<void>
}
