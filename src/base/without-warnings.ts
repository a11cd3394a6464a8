/** Runs `action` while Node.js keeps its warnings to itself. */
export function withoutWarnings<Result>(action: () => Result): Result {
  const emitWarning = process.emitWarning.bind(process)
  process.emitWarning = () => {}
  try {
    return action()
  } finally {
    process.emitWarning = emitWarning
  }
}
