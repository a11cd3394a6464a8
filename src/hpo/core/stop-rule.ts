import type { StudyView } from './study-record.ts'

/** What a rule can judge by. */
export interface StopProgress {
  readonly study: StudyView
  /** Milliseconds since this call of `optimize` began. */
  readonly elapsedMs: number
}

/** Decides when a study has run long enough. */
export interface StopRule {
  readonly name: string
  /** Loads what it watches with, such as a model; awaited before `watch`. Default: there is nothing to load. */
  load?(): Promise<void>
  /**
   * Begins to watch one call of `optimize`. What comes back is asked before each new trial, and answers why no further one
   * should start, as a clause for people, or null. It may remember what it has seen.
   */
  watch(): (progress: StopProgress) => string | null
}

/** Loads what rules watch with. */
export async function loadRules(rules: readonly StopRule[]): Promise<void> {
  for (const rule of rules) await rule.load?.()
}
