/** Commands for the helper thread of the executor: what must arrive while its main thread is busy, and what follows it. */
export const urgentFd = 3
/** Events of the executor. */
export const eventFd = 4
/** Commands that the main thread of the executor reads itself. */
export const directFd = 5

/** What the file descriptors of an executor are, from 0 on. */
export const executorStdio = ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'] as const
