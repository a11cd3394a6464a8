import { expect, test } from 'vitest'
import { InspectorClient, type InspectorLink } from '../../../src/notebook/debugger/inspector-client.ts'
import type { InspectorMessage } from '../../../src/notebook/ipc/inspector-messages.ts'

/** A process that is ready at the second question and answers everything else with the name of what it was asked. */
function processThatBegins(): InspectorLink & { exists: boolean; tell: (message: InspectorMessage) => void } {
  let hear: (message: InspectorMessage) => void = () => {}
  let asked = 0
  return {
    exists: true,
    listen(listener) {
      hear = listener
      return this.exists
    },
    tell: (message) => hear(message),
    send(command) {
      if (command.type !== 'inspect') return
      const { id, method } = command
      const result = method === 'Runtime.evaluate' ? { result: { value: ++asked > 1 } } : { method }
      if (method === 'Wrong') hear({ type: 'refusal', id, reason: 'There is no such method.' })
      else if (method !== 'Silent') hear({ type: 'answer', id, result })
    },
  }
}

test('a request waits until the process is ready, and gets its own answer', async () => {
  const client = new InspectorClient(processThatBegins(), () => {})
  const answers = await Promise.all(['One', 'Two'].map((method) => client.request(method)))
  expect(answers).toEqual([{ method: 'One' }, { method: 'Two' }])
  await expect(client.request('Wrong')).rejects.toThrow('There is no such method.')
})

test('without a process a request fails, and the next one tries again', async () => {
  const link = processThatBegins()
  link.exists = false
  const client = new InspectorClient(link, () => {})
  await expect(client.request('One')).rejects.toMatchObject({ code: 'debugger/no-process' })
  link.exists = true
  expect(await client.request('One')).toEqual({ method: 'One' })
})

test('what waits when the process ends fails, and events reach the listener', async () => {
  const link = processThatBegins()
  const events: unknown[] = []
  const client = new InspectorClient(link, (method, params) => events.push([method, params]))
  await client.request('One')
  link.tell({ type: 'event', method: 'Debugger.paused', params: { reason: 'step' } })
  expect(events).toEqual([['Debugger.paused', { reason: 'step' }]])
  const waiting = client.request('Silent')
  await Promise.resolve()
  client.lost()
  await expect(waiting).rejects.toMatchObject({ code: 'debugger/process-ended' })
})
