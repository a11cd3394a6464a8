const intervalMs = 1000

/**
 * Calls `orphaned` when the process that started the kernel is gone: a kernel that nobody can reach must not run on.
 * Jupyter names that process in JPY_PARENT_PID; without it the kernel is meant to be independent.
 */
export function watchParent(parentPid: number | null, orphaned: () => void): void {
  if (parentPid === null) return
  // A wrapper may stand between Jupyter and us, so both it and Jupyter are watched.
  const starter = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === starter && isAlive(parentPid)) return
    clearInterval(timer)
    orphaned()
  }, intervalMs)
  timer.unref()
}

/** The process id in JPY_PARENT_PID; null when there is none or it makes no sense. */
export function jupyterParentPid(text: string | undefined): number | null {
  const pid = Number(text)
  return Number.isInteger(pid) && pid > 1 ? pid : null
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Not ours to signal, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
