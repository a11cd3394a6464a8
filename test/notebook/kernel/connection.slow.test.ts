import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Dealer, Router } from 'zeromq'
import { freePorts, KernelUnderTest } from './kernel-under-test.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ansatz-connection-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function start(fields: object) {
  const file = join(folder, 'kernel-0815.json')
  writeFileSync(file, JSON.stringify({ transport: 'tcp', signature_scheme: 'hmac-sha256', key: 'k', ...fields }))
  const entry = new URL('tiny-kernel.mjs', import.meta.url).pathname
  const child = spawn(process.execPath, [entry, '--connection-file', file], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, JPY_PARENT_PID: String(process.pid), ANSATZ_HISTORY: 'off' },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return { child, ended }
}

test('a registration file (JEP 66): the kernel takes free ports, tells them, and is reached there', async () => {
  const launcher = new Router({ linger: 0 })
  await launcher.bind('tcp://127.0.0.1:*')
  const registration = Number(/\d+$/.exec(launcher.lastEndpoint!)![0])
  const { child, ended } = start({ ip: '127.0.0.1', registration_port: registration })
  const [identity, delimiter, signature, content] = await launcher.receive()
  expect(delimiter.toString()).toBe('<IDS|MSG>')
  expect(signature.toString()).toBe(createHmac('sha256', 'k').update(content).digest('hex'))
  const { kernel_id: id, ...ports } = JSON.parse(content.toString())
  expect(id).toBe('0815')
  expect(new Set(Object.values(ports)).size).toBe(5)
  await launcher.send([identity, 'ACK'])
  const heart = new Dealer({ linger: 0 })
  heart.connect(`tcp://127.0.0.1:${ports.hb_port}`)
  await heart.send('ping')
  expect((await heart.receive()).toString()).toBe('ping')
  heart.close()
  launcher.close()
  child.kill('SIGTERM')
  await ended
})

test.each([
  ['0.0.0.0', true],
  ['127.0.0.1', false],
])('a kernel that listens on %s: it warns is %s', async (ip, warns) => {
  const ports = Object.fromEntries(
    Object.entries(await freePorts()).map(([channel, port]) => [`${channel}_port`, port] as const),
  )
  const { child, ended } = start({ ip, ...ports })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const heart = new Dealer({ linger: 0, reconnectInterval: 10 })
  heart.connect(`tcp://127.0.0.1:${ports.hb_port}`)
  await heart.send('ping')
  await heart.receive()
  heart.close()
  child.kill('SIGTERM')
  await ended
  expect(/listens on 0\.0\.0\.0.*not encrypted/.test(said)).toBe(warns)
})

test('the executor never holds the key: not in its environment, its arguments or its heap', async () => {
  await using kernel = await KernelUnderTest.launch()
  const reading = kernel.sendExecute('process.pid')
  await kernel.finished(reading)
  const data = kernel.outputs(reading)[0].content.data as Record<string, string>
  const pid = data['text/plain']
  if (process.platform === 'linux') {
    for (const file of ['environ', 'cmdline']) {
      expect(readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(kernel.key)).toBe(false)
    }
  }
  const file = join(folder, 'heap.json')
  const writing = kernel.sendExecute(
    `import v8 from 'node:v8'; globalThis.marker = 'something to be found'; v8.writeHeapSnapshot(${JSON.stringify(file)})`,
  )
  expect((await kernel.finished(writing)).content.status).toBe('ok')
  const heap = readFileSync(file, 'utf8')
  expect(heap.includes('something to be found')).toBe(true)
  expect(heap.includes(kernel.key)).toBe(false)
})
