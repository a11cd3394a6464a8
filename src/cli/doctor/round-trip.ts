import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectionInfo } from '../../notebook/protocol/connection-info.ts'
import type { IncomingMessage } from '../../notebook/protocol/message.ts'
import { freePorts } from '../../notebook/transport/free-ports.ts'
import { KernelClient } from '../../notebook/transport/kernel-client.ts'
import { kernelScript } from '../install/kernelspec.ts'

export interface RoundTrip {
  /** The text of the cell's value, or the error that it ended with. */
  readonly result: string
  readonly startMs: number
  readonly runMs: number
}

/** One kernel, one cell, over real sockets and a signed connection. */
export async function roundTrip(code: string, signal: AbortSignal): Promise<RoundTrip> {
  // Readable only by us: the file holds the key.
  const folder = mkdtempSync(join(tmpdir(), 'ansatz-doctor-'))
  try {
    const file = join(folder, 'connection.json')
    const fields = await connectionFields()
    writeFileSync(file, JSON.stringify(fields), { mode: 0o600 })
    const started = performance.now()
    const kernel = spawn(process.execPath, [kernelScript, '--connection-file', file], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const client = new KernelClient(connectionInfo(fields, file))
    try {
      return await converse({ client, kernel, code, started, signal })
    } finally {
      client.close()
      kernel.kill('SIGKILL')
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Conversation {
  readonly client: KernelClient
  readonly kernel: ChildProcess
  readonly code: string
  readonly started: number
  readonly signal: AbortSignal
}

async function converse({ client, kernel, code, started, signal }: Conversation): Promise<RoundTrip> {
  const failure = endOf(kernel)
  const next = (satisfies: (message: IncomingMessage) => boolean): Promise<IncomingMessage> =>
    Promise.race([client.next(satisfies, signal), failure])
  const welcome = next(({ header }) => header.msg_type === 'iopub_welcome')
  const info = next(({ header }) => header.msg_type === 'kernel_info_reply')
  client.send('shell', 'kernel_info_request')
  await Promise.all([welcome, info])
  const ready = performance.now()
  const shown = next(({ header }) => header.msg_type === 'execute_result' || header.msg_type === 'error')
  const replied = next(({ header }) => header.msg_type === 'execute_reply')
  client.send('shell', 'execute_request', { code, silent: false, store_history: true, allow_stdin: false })
  const [{ content }] = await Promise.all([shown, replied])
  const finished = performance.now()
  const stopped = next(({ header }) => header.msg_type === 'shutdown_reply')
  client.send('control', 'shutdown_request', { restart: false })
  await stopped
  return { result: resultText(content), startMs: ready - started, runMs: finished - ready }
}

function resultText(content: Readonly<Record<string, unknown>>): string {
  const data = content.data as Readonly<Record<string, unknown>> | undefined
  return String(data?.['text/plain'] ?? content.evalue)
}

/** Rejects when the kernel ends, with what it said last. */
function endOf(kernel: ChildProcess): Promise<never> {
  let lastWords = ''
  kernel.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString()).slice(-2000)
  })
  const end = new Promise<never>((_, reject) => {
    kernel.once('error', reject)
    kernel.once('exit', (code, signal) => {
      reject(new Error(`the kernel ended early (${signal ?? `exit code ${code}`}): ${lastWords.trim()}`))
    })
  })
  // After a good shutdown nobody waits for this any more.
  end.catch(() => {})
  return end
}

async function connectionFields(): Promise<object> {
  const [shell, iopub, stdin, control, hb] = await freePorts(5)
  return {
    transport: 'tcp',
    ip: '127.0.0.1',
    key: randomUUID(),
    signature_scheme: 'hmac-sha256',
    shell_port: shell,
    iopub_port: iopub,
    stdin_port: stdin,
    control_port: control,
    hb_port: hb,
  }
}
