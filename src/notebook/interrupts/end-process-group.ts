/** Leaves after the protocol process has: nobody else is there to end what the cells started. */
export function leaveAsOrphan(): never {
  process.on('exit', endProcessGroup)
  process.exit(1)
}

/** Ends this process and all that it started, as far as they have not made themselves independent. */
export function endProcessGroup(): void {
  if (process.platform === 'win32') return
  try {
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    // Not the leader of a group: started by hand, not by the protocol process.
  }
}
