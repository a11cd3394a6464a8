// A language worker for tests of whoever asks it: a completion lists all that the worker has been told until then.
import { parentPort } from 'node:worker_threads'

const told = []
parentPort.on('message', ({ id, type, ...rest }) => {
  const text = `${type} ${rest.cell?.code ?? rest.code}`
  if (text === 'complete crash') throw new Error('on purpose')
  if (/^(complete|inspect) never/.test(text)) return
  if (text.startsWith('complete nothing')) {
    parentPort.postMessage({ id, type, result: { items: [], start: 0, end: 0 } })
  } else if (type === 'complete') {
    const items = told.map((one) => ({ text: one, kind: 'text' }))
    parentPort.postMessage({ id, type, result: { items, start: 0, end: 0 } })
  } else if (type === 'forget') {
    told.length = 0
  } else {
    told.push(text)
    const problem = { code: told.length, message: text, line: 1, column: 1, sourceLine: '' }
    if (type === 'check') parentPort.postMessage({ id, type, result: [problem] })
  }
})
