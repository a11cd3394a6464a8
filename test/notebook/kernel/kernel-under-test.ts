import { spawn, type ChildProcess } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Dealer, Subscriber } from 'zeromq'
import { nodeUnderTest } from '../session/node-under-test.ts'

// A Jupyter client written against the protocol's document and not against our own code, so that both must be right.

export interface Message {
  readonly channel: string
  readonly type: string
  readonly parentId: string | undefined
  readonly id: string
  readonly parentHeader: Record<string, unknown>
  readonly metadata: Record<string, unknown>
  readonly content: Record<string, unknown>
  readonly buffers: readonly Buffer[]
}

const root = fileURLToPath(new URL('../../..', import.meta.url))
const channels = ['shell', 'iopub', 'stdin', 'control', 'hb'] as const
type Channel = (typeof channels)[number]

export interface LaunchOptions {
  /** Runs the protocol process with the tiny executor instead of the real one. */
  readonly tiny?: boolean
  readonly transport?: 'tcp' | 'ipc'
  readonly env?: NodeJS.ProcessEnv
  /** The Node.js to run it on. */
  readonly node?: string
}

/** A kernel in its own process and one client on all its channels. */
export class KernelUnderTest {
  readonly process: ChildProcess
  readonly key = randomUUID()
  /** Where each channel can be reached, for clients beside this one. */
  readonly address: (channel: Channel) => string
  /** Everything received, in the order of arrival on each channel. */
  readonly received: Message[] = []
  stderr = ''
  readonly folder = mkdtempSync(join(tmpdir(), 'ansatz-test-'))
  private session = randomUUID()
  private sockets: Record<'shell' | 'control' | 'stdin', Dealer>
  private iopub = new Subscriber({ receiveHighWaterMark: 0 })
  private readonly heartbeat = new Dealer()
  private readonly watchers = new Set<() => void>()

  private constructor(
    ports: Record<Channel, number>,
    { tiny, transport = 'tcp', env, node = nodeUnderTest }: LaunchOptions,
  ) {
    const ip = transport === 'tcp' ? '127.0.0.1' : join(this.folder, 'kernel')
    const address = (channel: Channel): string =>
      transport === 'tcp' ? `tcp://${ip}:${ports[channel]}` : `ipc://${ip}-${ports[channel]}`
    this.address = address
    const file = join(this.folder, 'connection.json')
    const fields = Object.fromEntries(channels.map((channel) => [`${channel}_port`, ports[channel]]))
    writeFileSync(file, JSON.stringify({ transport, ip, key: this.key, signature_scheme: 'hmac-sha256', ...fields }))
    const entry = tiny ? join(root, 'test/notebook/kernel/tiny-kernel.mjs') : join(root, 'dist/notebook/kernel/main.js')
    this.process = spawn(node, [entry, '--connection-file', file], {
      cwd: this.folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      // A test that dies must not leave a kernel behind.
      env: {
        ...process.env,
        JPY_PARENT_PID: String(process.pid),
        ANSATZ_HISTORY: 'off',
        ANSATZ_AWAIT_BACKGROUND: '0',
        ...env,
      },
    })
    this.process.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString()
    })
    this.sockets = this.dealers()
    this.connect()
    this.heartbeat.connect(address('hb'))
  }

  /** As when the page of a notebook is loaded again: this client is gone, and another one takes its place. */
  async reload(): Promise<void> {
    for (const socket of [...Object.values(this.sockets), this.iopub]) socket.close()
    this.session = randomUUID()
    this.sockets = this.dealers()
    this.iopub = new Subscriber({ receiveHighWaterMark: 0 })
    const seen = this.received.length
    this.connect()
    await this.message((message) => message.type === 'iopub_welcome' && this.received.indexOf(message) >= seen)
  }

  private dealers(): Record<'shell' | 'control' | 'stdin', Dealer> {
    const options = { linger: 0, reconnectInterval: 5, sendHighWaterMark: 0, receiveHighWaterMark: 0 }
    const dealer = (): Dealer => new Dealer({ ...options, routingId: this.session })
    return { shell: dealer(), control: dealer(), stdin: dealer() }
  }

  private connect(): void {
    for (const [channel, socket] of Object.entries(this.sockets)) {
      socket.connect(this.address(channel as Channel))
      void this.listen(channel, socket)
    }
    this.iopub.connect(this.address('iopub'))
    this.iopub.subscribe('')
    void this.listen('iopub', this.iopub)
  }

  /** Starts a kernel and waits until it answers on shell and iopub. */
  static async launch(options: LaunchOptions = {}): Promise<KernelUnderTest> {
    const kernel = new KernelUnderTest(await freePorts(), options)
    await kernel.message((message) => message.type === 'iopub_welcome')
    await kernel.request('kernel_info_request')
    return kernel
  }

  /** Sends a request without waiting; returns its id. */
  send(type: string, content: object = {}, options: SendOptions = {}): string {
    const { channel = 'shell', metadata = {}, subshell, buffers = [] } = options
    const id = randomUUID()
    void this.sendFrames(channel, [...this.frames({ type, content, metadata, id, subshell }), ...buffers])
    return id
  }

  async sendFrames(channel: 'shell' | 'control' | 'stdin', frames: (Buffer | string)[]): Promise<void> {
    await this.sockets[channel].send(frames)
  }

  /** Signed frames of a message. */
  frames({ type, content = {}, metadata = {}, id = randomUUID(), parent = {}, subshell }: FrameOptions): Buffer[] {
    const date = new Date().toISOString()
    const own = { msg_id: id, msg_type: type, session: this.session, username: 'test', date, version: '5.3' }
    const header = { ...own, ...(subshell !== undefined && { subshell_id: subshell }) }
    const parts = [header, parent, metadata, content].map((part) => Buffer.from(JSON.stringify(part)))
    const hmac = createHmac('sha256', this.key)
    for (const part of parts) hmac.update(part)
    return [Buffer.from('<IDS|MSG>'), Buffer.from(hmac.digest('hex')), ...parts]
  }

  /** Sends a request and waits for its reply and for `idle`. */
  async request(type: string, content: object = {}, options: SendOptions = {}): Promise<Message> {
    return this.finished(this.send(type, content, options), options.channel ?? 'shell')
  }

  execute(code: string, content: object = {}, options: SendOptions = {}): Promise<Message> {
    return this.request('execute_request', executeContent(code, content), options)
  }

  sendExecute(code: string, content: object = {}, options: SendOptions = {}): string {
    return this.send('execute_request', executeContent(code, content), options)
  }

  async finished(id: string, channel = 'shell'): Promise<Message> {
    const reply = await this.message((message) => message.channel === channel && message.parentId === id)
    await this.message((message) => isStatus(message, 'idle') && message.parentId === id)
    return reply
  }

  /** What iopub said about a request, status messages included. */
  about(id: string): Message[] {
    return this.received.filter((message) => message.channel === 'iopub' && message.parentId === id)
  }

  outputs(id: string): Message[] {
    return this.about(id).filter(({ type }) => type !== 'status' && type !== 'execute_input')
  }

  streamText(id: string, name = 'stdout'): string {
    const chunks = this.about(id).filter(({ type, content }) => type === 'stream' && content.name === name)
    return chunks.map(({ content }) => content.text).join('')
  }

  /** The first message that satisfies, received already or still to come. */
  async message(satisfies: (message: Message) => boolean, timeoutMs = 30_000): Promise<Message> {
    const deadline = Date.now() + timeoutMs
    for (let from = 0; ;) {
      const found = this.received.slice(from).find(satisfies)
      if (found !== undefined) return found
      from = this.received.length
      if (Date.now() > deadline) throw new Error(`no such message; the kernel's stderr: ${this.stderr}`)
      await this.nextMessage()
    }
  }

  async beat(): Promise<string> {
    await this.heartbeat.send(['', 'ping'])
    const frames = await this.heartbeat.receive()
    return frames.at(-1)?.toString() ?? ''
  }

  /** Waits until the process has ended; its exit code. */
  async exit(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      await new Promise((resolve) => this.process.once('exit', resolve))
    }
    return this.process.exitCode
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill('SIGTERM')
    const killer = setTimeout(() => this.process.kill('SIGKILL'), 5000)
    await this.exit()
    clearTimeout(killer)
    for (const socket of [...Object.values(this.sockets), this.iopub, this.heartbeat]) socket.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  private nextMessage(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        this.watchers.delete(done)
        resolve()
      }
      const timer = setTimeout(done, 200)
      this.watchers.add(done)
    })
  }

  private async listen(channel: string, socket: AsyncIterable<Buffer[]>): Promise<void> {
    for await (const frames of socket) {
      this.received.push(this.parse(channel, frames))
      for (const watcher of this.watchers) watcher()
    }
  }

  private parse(channel: string, frames: Buffer[]): Message {
    const start = frames.findIndex((frame) => frame.toString() === '<IDS|MSG>')
    const parts = frames.slice(start + 2, start + 6)
    const hmac = createHmac('sha256', this.key)
    for (const part of parts) hmac.update(part)
    if (hmac.digest('hex') !== frames[start + 1].toString()) throw new Error('the kernel signed wrongly')
    const [header, parentHeader, metadata, content] = parts.map((part) => JSON.parse(part.toString()))
    const { msg_type: type, msg_id: id } = header
    const buffers = frames.slice(start + 6)
    return { channel, type, id, parentId: parentHeader.msg_id, parentHeader, metadata, content, buffers }
  }
}

interface SendOptions {
  readonly channel?: 'shell' | 'control' | 'stdin'
  readonly metadata?: object
  /** JEP 91: the subshell that the request is for. */
  readonly subshell?: string | undefined
  readonly buffers?: readonly Buffer[]
}

interface FrameOptions {
  readonly type: string
  readonly content?: object
  readonly metadata?: object
  readonly id?: string
  readonly parent?: object
  readonly subshell?: string | undefined
}

export function isStatus(message: Message, state: string): boolean {
  return message.type === 'status' && message.content.execution_state === state
}

function executeContent(code: string, content: object): object {
  const defaults = { silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true }
  return { code, ...defaults, ...content }
}

/** Ports of this machine that nobody listens on now. */
export async function freePorts(): Promise<Record<Channel, number>> {
  const servers = channels.map(() => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return Object.fromEntries(channels.map((channel, index) => [channel, ports[index]])) as Record<Channel, number>
}
