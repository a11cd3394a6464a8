import type { ChildProcess } from 'node:child_process'
import type { Duplex, Writable } from 'node:stream'
import type { ExecutorCommand } from '../ipc/executor-messages.ts'
import { directFd, urgentFd } from '../ipc/executor-pipes.ts'
import { encodeFrame, FrameDecoder } from '../ipc/frames.ts'
import type { InspectorMessage } from '../ipc/inspector-messages.ts'

/**
 * The two ways to an executor. Cells and comms go to its main thread itself; what must arrive while a cell keeps that
 * thread busy goes to its helper thread. Handing a cell from thread to thread would take a quarter of a millisecond.
 *
 * After an interrupt everything takes its way, behind it, until a cell that came this way has ended: then nothing of the
 * interrupt is left that could hit another cell.
 */
export class CommandPipes {
  private readonly direct: Writable
  private readonly urgent: Duplex
  private hear: { listener: (message: InspectorMessage) => void } | null = null
  /** The cells that have been sent and have not ended. */
  private readonly running = new Set<string>()
  /** The cells that were sent behind an interrupt; null where none was, or it is over. */
  private behind: Set<string> | null = null

  constructor({ stdio }: ChildProcess) {
    // Node's types know of five.
    const pipes: readonly unknown[] = stdio
    this.direct = pipes[directFd] as Writable
    this.urgent = pipes[urgentFd] as Duplex
    // Writing to a process that has just died fails; its end tells, so the pipes need not.
    for (const pipe of [this.direct, this.urgent]) pipe.on('error', () => {})
  }

  send(command: ExecutorCommand): void {
    switch (command.type) {
      case 'execute':
        this.running.add(command.id)
        this.behind?.add(command.id)
        return write(this.behind === null ? this.direct : this.urgent, command)
      case 'comm':
      case 'look':
        return write(this.behind === null ? this.direct : this.urgent, command)
      case 'interrupt':
        this.behind = new Set()
        return write(this.urgent, { ...command, cells: [...this.running] })
      case 'inputReply':
      case 'inspect':
      case 'inspectEnd':
      case 'shutdown':
        return write(this.urgent, command)
    }
  }

  /** Hears what comes back on the urgent way: what the inspector says, and nothing before it is asked. */
  listen(hear: (message: InspectorMessage) => void): void {
    this.hear ??= this.readUrgent()
    this.hear.listener = hear
  }

  /** Read by one decoder as long as the process lives: who begins to listen may do so in the middle of a frame. */
  private readUrgent(): { listener: (message: InspectorMessage) => void } {
    const decoder = new FrameDecoder<InspectorMessage>()
    const heard = { listener: (_message: InspectorMessage): void => {} }
    this.urgent.on('data', (chunk: Buffer) => decoder.push(chunk).forEach((message) => heard.listener(message)))
    return heard
  }

  /** The cell has ended. */
  ended(id: string): void {
    this.running.delete(id)
    if (this.behind?.has(id) === true) this.behind = null
  }
}

function write(pipe: Writable, command: ExecutorCommand): void {
  if (pipe.writable) pipe.write(encodeFrame(command))
}
