// A stand-in for the executor that speaks its frame protocol and runs plain JavaScript, for tests of the protocol
// process alone: what fails here is not the session's fault.
import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import util from 'node:util'

const AsyncFunction = (async () => {}).constructor
let reject = () => {}
let answer = () => {}

function send(event) {
  const body = Buffer.from(JSON.stringify(event))
  const head = Buffer.alloc(4)
  head.writeUInt32LE(body.length)
  const frame = Buffer.concat([head, body])
  for (let at = 0; at < frame.length;) {
    try {
      at += writeSync(4, frame, at)
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
    }
  }
}

async function execute({ id, code, count, userExpressions, allowStdin }) {
  const stream =
    (name) =>
    (...args) =>
      send({ type: 'stream', parent: id, name, text: `${util.format(...args)}\n` })
  const tools = {
    console: { log: stream('stdout'), error: stream('stderr') },
    display: (data, displayId = null, update = false) =>
      send({ type: 'display', parent: id, data, metadata: {}, displayId, update }),
    clear: (wait) => send({ type: 'clear', parent: id, wait }),
    input: (prompt) =>
      new Promise((resolve) => {
        answer = resolve
        send({ type: 'inputRequest', parent: id, prompt, password: false })
      }),
    allowStdin,
    count,
  }
  const run = (body) => new AsyncFunction(...Object.keys(tools), body)(...Object.values(tools))
  const done = { type: 'done', id, error: null, userExpressions: {}, payload: [] }
  try {
    const interrupted = new Promise((_, fail) => {
      reject = fail
    })
    const value = await Promise.race([run(code), interrupted])
    if (value !== undefined)
      send({ type: 'result', parent: id, data: { 'text/plain': util.inspect(value) }, metadata: {} })
    for (const [name, text] of Object.entries(userExpressions)) {
      const data = { 'text/plain': util.inspect(await run(`return ${text}`)) }
      done.userExpressions[name] = { status: 'ok', data, metadata: {} }
    }
    send(done)
  } catch (error) {
    const report = { ename: error.name, evalue: error.message, traceback: [String(error.stack)] }
    send({ ...done, error: report })
  }
}

function receive(command) {
  if (command.type === 'execute') void execute(command)
  else if (command.type === 'interrupt') reject(Object.assign(new Error('interrupted'), { name: 'Interrupted' }))
  else if (command.type === 'inputReply') answer(command.value)
  else process.exit(0)
}

for (const fd of [3, 5]) {
  let pending = Buffer.alloc(0)
  // A socket, not a file stream: a blocked read in the thread pool would keep process.exit from ending the process.
  new Socket({ fd })
    .on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk])
      while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32LE(0)) {
        const end = 4 + pending.readUInt32LE(0)
        receive(JSON.parse(pending.subarray(4, end).toString()))
        pending = pending.subarray(end)
      }
    })
    .on('end', () => process.exit(0))
}
send({ type: 'ready', pid: process.pid })
