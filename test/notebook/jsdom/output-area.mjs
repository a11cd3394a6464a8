// JupyterLab's own kernel connection and output areas in front of a real kernel: what a page with three cells shows.
import { createHmac } from 'node:crypto'
import { OutputArea, OutputAreaModel } from '@jupyterlab/outputarea'
import { RenderMimeRegistry, standardRendererFactories } from '@jupyterlab/rendermime'
import { ServerConnection } from '@jupyterlab/services'
import { KernelConnection } from '@jupyterlab/services/lib/kernel/default.js'
import { Dealer, Subscriber } from 'zeromq'

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits for what has to come; what then is there is for the test to judge. */
async function until(holds) {
  for (let round = 0; round < 500 && !holds(); round++) await pause(10)
}

/** In place of the Jupyter server: carries the frames of a page's WebSocket to the kernel's channels and back. */
function webSocketTo({ key, addresses }, sessions) {
  const sign = (parts) => parts.reduce((hmac, part) => hmac.update(part), createHmac('sha256', key)).digest('hex')
  return class {
    static OPEN = 1
    protocol = ''
    readyState = 0
    channels = {}
    constructor(url) {
      const session = new URL(url).searchParams.get('session_id')
      for (const channel of ['shell', 'control', 'stdin']) this.channels[channel] = new Dealer({ routingId: session })
      this.channels.iopub = new Subscriber({ receiveHighWaterMark: 0 })
      for (const [channel, socket] of Object.entries(this.channels)) {
        socket.connect(addresses[channel])
        void this.listen(channel, socket)
      }
      this.channels.iopub.subscribe('')
      setTimeout(() => {
        this.readyState = 1
        this.onopen?.({})
      }, 50)
    }
    send(text) {
      const { channel, header, parent_header: parent, metadata, content } = JSON.parse(text)
      const parts = [header, parent, metadata, content].map((part) => JSON.stringify(part))
      this.sent = (this.sent ?? Promise.resolve()).then(() =>
        this.channels[channel].send(['<IDS|MSG>', sign(parts), ...parts]),
      )
    }
    async listen(channel, socket) {
      for await (const frames of socket) {
        const start = frames.findIndex((frame) => frame.toString() === '<IDS|MSG>')
        const [header, parent, metadata, content] = frames.slice(start + 2, start + 6).map((part) => JSON.parse(part))
        sessions.add(header.session)
        this.onmessage?.({
          data: JSON.stringify({ channel, header, parent_header: parent, metadata, content, buffers: [] }),
        })
      }
    }
    close() {
      for (const socket of Object.values(this.channels)) socket.close()
    }
  }
}

const rendermime = new RenderMimeRegistry({ initialFactories: standardRendererFactories })

/** A page: a connection of its own, and cells with their areas. */
async function openPage(connection, sessions) {
  const model = { id: 'kernel', name: 'ansatz' }
  const refuse = async () => {
    throw new Error('no server')
  }
  const serverSettings = ServerConnection.makeSettings({
    baseUrl: 'http://localhost/',
    wsUrl: 'ws://localhost/',
    WebSocket: webSocketTo(connection, sessions),
    fetch: refuse,
  })
  const kernelAPIClient = { serverSettings, getModel: async () => model, interrupt() {}, restart() {}, shutdown() {} }
  const kernel = new KernelConnection({ model, serverSettings, kernelAPIClient })
  await kernel.info
  const areas = new Map()
  const area = (cellId) => {
    if (!areas.has(cellId)) {
      areas.set(cellId, new OutputArea({ model: new OutputAreaModel({ trusted: true }), rendermime }))
    }
    return areas.get(cellId)
  }
  const run = (cellId, code) =>
    OutputArea.execute(code, area(cellId), { session: { kernel } }, { cellId, deletedCells: [] })
  const shown = (cellId) =>
    area(cellId)
      .model.toJSON()
      .map((output) => {
        if (output.output_type === 'stream') return `${output.name}: ${output.text}`
        if (output.output_type === 'error') return `error: ${output.ename}`
        return `${output.output_type}: ${output.data['text/plain']}`
      })
  return { kernel, run, shown, drawn: (cellId) => area(cellId).node.textContent }
}

const view = (text) => `({ [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': ${JSON.stringify(text)} }) })`
const sleep = (ms) => `await new Promise((resolve) => setTimeout(resolve, ${ms}));`

export async function main(connection) {
  const sessions = new Set()
  const page = await openPage(connection, sessions)
  const seen = {}

  await page.run(
    'a',
    `import { AsyncResource } from 'node:async_hooks'
console.log('a ran')
display(${view('version 1')}, { displayId: 'shared' })
let go = false
const tick = setInterval(() => { if (go) { clearInterval(tick); console.log('late') } }, 5)
const again = AsyncResource.bind(() => { clearOutput({ wait: true }); display(${view('drawn again')}) })`,
  )
  seen.atFirst = page.shown('a')
  await page.run('b', `console.log('b begins'); go = true; ${sleep(100)} console.log('b ends')`)
  await until(() => page.shown('a').length === 3)
  seen.late = page.shown('a')
  seen.other = page.shown('b')
  await page.run('c', `display(${view('version 2')}, { displayId: 'shared', update: true })`)
  await until(() => page.shown('a').join().includes('version 2'))
  seen.updated = page.shown('a')
  await page.run('c', 'again(); 1 + 1')
  await until(() => page.shown('a').length === 1)
  seen.drawnAgain = page.shown('a')
  seen.drawnText = page.drawn('a').trim()
  seen.caller = page.shown('c')

  const waiting = page.run('b', `${sleep(800)} 'b again'`)
  await pause(100)
  const answer = await page.kernel.requestIsComplete({ code: 'f(' })
  await pause(50)
  seen.answer = answer.content.status
  seen.meanwhile = page.kernel.status
  await waiting
  await until(() => page.kernel.status === 'idle')
  seen.afterwards = page.kernel.status

  await page.run('a', `setTimeout(() => console.log('stale'), 80); 'old run'`)
  await page.run('a', `${sleep(160)} 'new run'`)
  seen.runAgain = page.shown('a')
  await page.run('c', `throw new RangeError('too far')`).catch(() => {})
  seen.failed = page.shown('c')

  const second = await openPage(connection, sessions)
  await Promise.all([
    second.run('a', `console.log('of the second page')`),
    page.run('b', `console.log('of the first')`),
  ])
  await until(() => second.shown('a').length > 0 && page.shown('b').length > 0)
  seen.pages = [second.shown('a'), page.shown('a'), page.shown('b')]
  seen.sessions = sessions.size
  return seen
}
