/** What the process tells the shell. */
export const exitCode = {
  done: 0,
  /** A cell, a trial or a check failed. */
  failed: 1,
  /** The command or its input cannot be used. */
  badUsage: 2,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]
