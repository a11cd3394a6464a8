import { expect, test } from 'vitest'
import type { BackendDefinition } from '../../src/tensor/tfjs/backends.ts'
import { openFirst, openTensors, surveyBackends } from '../../src/tensor/tfjs/open-tensors.ts'
import { firstLine, loadPeer } from '../../src/tensor/optional-peer.ts'
import type { Tf } from '../../src/tensor/tfjs/tf.ts'

test('a missing peer is one error that says what to install', () => {
  const missing = (name: string): never => {
    throw Object.assign(new Error(`Cannot find module '${name}'\nRequire stack: …`), { code: 'MODULE_NOT_FOUND' })
  }
  expect(() => loadPeer('@tensorflow/tfjs-node', 'The "tfjs-node" backend', missing)).toThrow(
    expect.objectContaining({
      code: 'tensor/missing-peer',
      message:
        'The "tfjs-node" backend needs the package @tensorflow/tfjs-node, which is not installed. ' +
        'Run `npm install @tensorflow/tfjs-node@^4.22.0`.',
    }),
  )
})

test('a peer that is there and does not load is another error, with its reason', () => {
  const broken = (): never => {
    throw Object.assign(new Error('libtensorflow.so.2: cannot open shared object file'), { code: 'ERR_DLOPEN_FAILED' })
  }
  expect(() => loadPeer('@tensorflow/tfjs-node', 'The "tfjs-node" backend', broken)).toThrow(
    expect.objectContaining({ code: 'tensor/broken-peer', message: expect.stringContaining('libtensorflow.so.2') }),
  )
})

test('a backend that computes wrongly is refused by name, and passed over by "auto"', async () => {
  const { tf } = await openTensors({ backend: 'cpu' })
  tf.registerBackend('crooked', () => tf.findBackend('cpu'))
  for (const kernel of tf.getKernelsForBackend('cpu')) tf.registerKernel({ ...kernel, backendName: 'crooked' })
  // Adds where it should multiply.
  tf.unregisterKernel('Sum', 'crooked')
  tf.registerKernel({
    ...tf.getKernel('Max', 'cpu'),
    kernelName: 'Sum',
    backendName: 'crooked',
    kernelFunc: sumAsMax(tf),
  })
  const crooked: BackendDefinition = {
    automatic: true,
    open: async () => ({ tf, tfName: 'crooked', device: 'crooked', reservation: null }),
  }
  const straight: BackendDefinition = {
    automatic: true,
    open: async () => ({ tf, tfName: 'cpu', device: 'straight', reservation: null }),
  }
  const reason = 'it computes a sum wrongly: 999 instead of 499500'
  await expect(openFirst('crooked', { crooked, straight })).rejects.toMatchObject({
    code: 'tensor/backend-refused',
    message: expect.stringContaining(reason),
  })
  const opened = await openFirst('auto', { crooked, straight })
  expect(opened).toMatchObject({ backend: 'straight', refused: [{ name: 'crooked', reason }] })
})

function sumAsMax(tf: Tf): ReturnType<Tf['getKernel']>['kernelFunc'] {
  const { kernelFunc } = tf.getKernel('Max', 'cpu')
  return ({ inputs, backend, attrs }) => kernelFunc({ inputs, backend, attrs: { reductionIndices: attrs!['axis'], keepDims: false } }) // prettier-ignore
}

test('a backend that only starts as another one is refused', async () => {
  const { tf } = await openTensors({ backend: 'cpu' })
  const absent: BackendDefinition = {
    automatic: true,
    open: async () => ({ tf, tfName: 'wasm', device: 'none', reservation: null }),
  }
  tf.registerBackend('sleepy', async () => Promise.reject(new Error('no device')))
  const sleepy = { ...absent, open: async () => ({ ...(await absent.open()), tfName: 'sleepy' }) }
  await expect(openFirst('sleepy', { sleepy })).rejects.toMatchObject({ code: 'tensor/backend-refused' })
  await expect(openFirst('auto', { sleepy })).rejects.toMatchObject({
    code: 'tensor/no-backend',
    message: expect.stringContaining('sleepy: '),
  })
})

test('"auto" passes over a device that imitates a GPU, and takes nothing that is not automatic', async () => {
  const { tf } = await openTensors({ backend: 'cpu' })
  const software: BackendDefinition = {
    automatic: true,
    open: async () => ({ tf, tfName: 'cpu', device: 'SwiftShader', reservation: 'SwiftShader imitates a GPU' }),
  }
  const slow: BackendDefinition = { ...software, automatic: false }
  await expect(openFirst('auto', { software, slow })).rejects.toMatchObject({
    code: 'tensor/no-backend',
    details: { refusals: [{ name: 'software', reason: 'SwiftShader imitates a GPU' }] },
  })
  await expect(openFirst('software', { software })).resolves.toMatchObject({ device: 'SwiftShader' })
})

test('an unknown name lists the known ones, also when the environment asked for it', async () => {
  const before = process.env['ANSATZ_BACKEND']
  process.env['ANSATZ_BACKEND'] = 'cuda'
  try {
    await expect(openTensors()).rejects.toMatchObject({
      code: 'tensor/unknown-backend',
      allowed: 'auto, tfjs-node-gpu, tfjs-node, wasm, webgpu, cpu',
    })
    process.env['ANSATZ_BACKEND'] = 'cpu'
    await expect(openTensors()).resolves.toMatchObject({ backend: 'cpu' })
    await expect(openTensors({ backend: 'wasm' })).resolves.toMatchObject({ backend: 'wasm', refused: [] })
  } finally {
    if (before === undefined) delete process.env['ANSATZ_BACKEND']
    else process.env['ANSATZ_BACKEND'] = before
  }
})

test('the survey gives every backend a device or a reason', async () => {
  const seen: Record<string, string> = {}
  for await (const found of surveyBackends()) seen[found.name] = 'device' in found ? found.device : found.reason
  expect(Object.keys(seen)).toEqual(['tfjs-node-gpu', 'tfjs-node', 'wasm', 'webgpu', 'cpu'])
  expect(seen).toMatchObject({ wasm: 'WebAssembly SIMD, one core', cpu: 'plain JavaScript, one core' })
  for (const text of Object.values(seen)) expect(text).not.toBe('')
})

test('reasons are one line', () => {
  expect(firstLine(new Error('a\nb'))).toBe('a')
  expect(firstLine('plain')).toBe('plain')
})
