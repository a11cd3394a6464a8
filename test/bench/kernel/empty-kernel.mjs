// A kernel that runs nothing and answers everything at once: what it takes in the benchmark is the client, the sockets and
// the machine, below which no kernel on Node.js can come. Usage: node empty-kernel.mjs CONNECTION_FILE
import { createHmac, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Router, XPublisher } from 'zeromq'

const { key, transport, ip, ...ports } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const session = randomUUID()
let sent = 0

const sockets = { shell: new Router(), control: new Router(), stdin: new Router(), hb: new Router() }
const iopub = new XPublisher({ sendHighWaterMark: 0 })
for (const [name, socket] of Object.entries({ ...sockets, iopub })) {
  await socket.bind(`${transport}://${ip}:${ports[`${name}_port`]}`)
}

/** @type {{ socket: import('zeromq').Router | import('zeromq').XPublisher, frames: (string | Buffer)[] }[]} */
const waiting = []
let isSending = false

/**
 * One after the other, because zeromq.js allows one unfinished send per socket.
 * @param {import('zeromq').Router | import('zeromq').XPublisher} socket
 * @param {(string | Buffer)[]} frames
 */
async function send(socket, frames) {
  waiting.push({ socket, frames })
  if (isSending) return
  isSending = true
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next.socket.send(next.frames)
  isSending = false
}

/**
 * @param {(string | Buffer)[]} identities
 * @param {string} type
 * @param {{ parent: string, content: object }} message
 */
function signed(identities, type, { parent, content }) {
  const header = { msg_id: `${session}_${sent++}`, msg_type: type, session, username: 'kernel', version: '5.5' }
  const parts = [JSON.stringify({ ...header, date: new Date().toISOString() }), parent, '{}', JSON.stringify(content)]
  const hmac = createHmac('sha256', key)
  for (const part of parts) hmac.update(part)
  return [...identities, '<IDS|MSG>', hmac.digest('hex'), ...parts]
}

/**
 * @param {import('zeromq').Router} socket
 * @param {Buffer[]} frames
 */
function answer(socket, frames) {
  const start = frames.findIndex((frame) => frame.toString() === '<IDS|MSG>')
  const parent = frames[start + 2].toString()
  const request = JSON.parse(parent).msg_type
  const show = (/** @type {string} */ type, /** @type {object} */ content) =>
    void send(iopub, signed([type], type, { parent, content }))
  show('status', { execution_state: 'busy' })
  const { code, data } = JSON.parse(frames[start + 5].toString())
  if (request === 'execute_request') {
    show('execute_input', { code, execution_count: 1 })
    show('execute_result', { data: { 'text/plain': '2' }, metadata: {}, execution_count: 1 })
  }
  // As the callback of a slider that prints its value and the time.
  if (request === 'comm_msg') {
    const now = Number(process.hrtime.bigint()) / 1e6
    show('stream', { name: 'stdout', text: `at ${data.state.value} ${now}\n` })
  }
  const reply = signed(frames.slice(0, start), request.replace('_request', '_reply'), {
    parent,
    content: replyTo(code),
  })
  void send(socket, reply)
  show('status', { execution_state: 'idle' })
  if (request === 'shutdown_request') setTimeout(() => process.exit(0), 20)
}

/** The replies to all requests in one. @param {string} code */
function replyTo(code) {
  const info = { protocol_version: '5.5', implementation: 'empty', banner: '', language_info: { name: 'none' } }
  return { status: 'ok', execution_count: 1, user_expressions: {}, payload: [], ...(code === undefined && info) }
}

void (async () => {
  for await (const frames of sockets.hb) await sockets.hb.send(frames)
})()
void (async () => {
  for await (const [frame] of iopub) {
    const content = { subscription: '' }
    if (frame[0] === 1) void send(iopub, signed([''], 'iopub_welcome', { parent: '{}', content }))
  }
})()
for (const socket of [sockets.shell, sockets.control]) {
  void (async () => {
    for await (const frames of socket) answer(socket, frames)
  })()
}
