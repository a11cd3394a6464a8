/** The system attribute with the value that a trial had when it reached rung `k` (Optuna's key). */
export function rungKey(k: number): string {
  return `completed_rung_${k}`
}
