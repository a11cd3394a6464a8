import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

import type { ExecuteCommand, ExecutorCommand, ExecutorEvent } from '../../../src/notebook/ipc/executor-messages.ts'
import { executorStdio } from '../../../src/notebook/ipc/executor-pipes.ts'
import { FrameDecoder } from '../../../src/notebook/ipc/frames.ts'
import { CommandPipes } from '../../../src/notebook/executors/command-pipes.ts'
import { nodeUnderTest, optionsFor } from './node-under-test.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export type Done = Extract<ExecutorEvent, { type: 'done' }>

/** What one cell showed and how it ended. */
export interface Outcome {
  readonly done: Done
  readonly events: readonly ExecutorEvent[]
  readonly stdout: string
  readonly stderr: string
  /** The text of the last expression, or null. */
  readonly result: string | null
  /** `ename: evalue`, or null. */
  readonly error: string | null
}

/** A real executor process, driven as the protocol process drives it. */
export class TestExecutor {
  readonly folder: string
  readonly events: ExecutorEvent[] = []
  readonly exited: Promise<number | null>
  /** What native code wrote to the real standard error. */
  rawError = ''
  private readonly child: ChildProcess
  private readonly commands: CommandPipes
  private readonly waiters = new Set<() => void>()
  private count = 0

  /** `files` lie in its folder, by name, before it starts. */
  constructor(node = nodeUnderTest, files: Readonly<Record<string, string>> = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'ansatz-session-'))
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true })
      writeFileSync(join(this.folder, name), text)
    }
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'))
    this.child = spawn(node, [...optionsFor(node), join(root, 'dist/notebook/session/start.js')], {
      cwd: this.folder,
      stdio: [...executorStdio],
    })
    this.commands = new CommandPipes(this.child)
    const decoder = new FrameDecoder<ExecutorEvent>()
    const events = this.child.stdio[4] as Readable
    events.on('data', (chunk: Buffer) => {
      for (const event of decoder.push(chunk)) {
        if (event.type === 'done') this.commands.ended(event.id)
        this.events.push(event)
      }
      this.wake()
    })
    this.child.stderr?.on('data', (chunk) => (this.rawError += String(chunk)))
    this.exited = new Promise((resolve) => {
      this.child.on('close', (code) => {
        resolve(code)
        this.wake()
      })
    })
  }

  send(command: ExecutorCommand): void {
    this.commands.send(command)
  }

  /** Sends a cell without waiting for its end; the result waits. */
  start(
    code: string,
    options: Partial<ExecuteCommand> = {},
  ): { readonly id: string; readonly ended: Promise<Outcome> } {
    const count = ++this.count
    const id = `request-${count}`
    const command: ExecuteCommand = {
      type: 'execute',
      id,
      code,
      cellId: null,
      count,
      silent: false,
      userExpressions: {},
      allowStdin: true,
      ...options,
    }
    this.send(command)
    return { id, ended: this.outcome(id) }
  }

  async run(code: string, options: Partial<ExecuteCommand> = {}): Promise<Outcome> {
    return this.start(code, options).ended
  }

  /** Resolves with the first event, past or future, that `accepts` takes. Rejects if the process ends without it. */
  async event<Event extends ExecutorEvent>(accepts: (event: ExecutorEvent) => event is Event): Promise<Event> {
    for (;;) {
      const found = this.events.find(accepts)
      if (found) return found
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`the executor ended (${this.child.exitCode ?? this.child.signalCode}): ${this.rawError}`)
      }
      await new Promise<void>((resolve) => this.waiters.add(resolve))
    }
  }

  async close(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.exited
    rmSync(this.folder, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  private async outcome(id: string): Promise<Outcome> {
    const done = await this.event((event): event is Done => event.type === 'done' && event.id === id)
    const events = this.events.filter((event) => 'parent' in event && event.parent === id && event.type !== 'linked')
    const result = events.find((event) => event.type === 'result')
    return {
      done,
      events,
      stdout: streamOf(events, 'stdout'),
      stderr: streamOf(events, 'stderr'),
      result: result ? String(result.data['text/plain']) : null,
      error: done.error ? `${done.error.ename}: ${done.error.evalue}` : null,
    }
  }

  private wake(): void {
    for (const resolve of this.waiters) resolve()
    this.waiters.clear()
  }
}

/**
 * For tests of what an interrupt does in time: a machine that stands still for a tenth of a second makes the ladder take its
 * next rung, rightly. One of these attempts must find a machine that does not.
 */
export const despiteStalls = { retry: 5 }

/** The text that events wrote to one stream. */
export function streamOf(events: readonly ExecutorEvent[], name: 'stdout' | 'stderr'): string {
  return events.map((event) => (event.type === 'stream' && event.name === name ? event.text : '')).join('')
}

/** A text without its ANSI colours. */
export function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/\u001B\[[\d;]*m/g, '')
}

/** Waits until `holds`, which only time can make true; gives up after `limitMs`. */
export async function eventually(holds: () => boolean, limitMs = 30_000): Promise<void> {
  const deadline = Date.now() + limitMs
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not happen in time')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
