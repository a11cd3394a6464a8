import { afterAll, beforeAll, expect, test } from 'vitest'
import { InstalledKernel } from './installed-kernel.ts'

const suite = new URL('kernel_suite.py', import.meta.url).pathname
/** The tests of jupyter_kernel_test 0.7.0: all of them. */
const names = [
  'clear_output',
  'completion',
  'display_data',
  'error',
  'execute_result',
  'execute_stderr',
  'execute_stdout',
  'history',
  'inspect',
  'is_complete',
  'kernel_info',
  'pager',
  'recv_iopub_welcome_msg',
]

let kernel: InstalledKernel
let output: string
beforeAll(async () => {
  kernel = new InstalledKernel()
  output = (await kernel.run(suite, '-v')).output
})
afterAll(() => kernel[Symbol.dispose]())

test.each(names)('jupyter_kernel_test: test_%s passes', (name) => {
  expect(output, output).toMatch(new RegExp(`^test_${name} \\(.*\\.\\.\\. ok$`, 'm'))
})

test('jupyter kernelspec list finds the installed kernel', async () => {
  const { output: list } = await kernel.run('-m', 'jupyter', 'kernelspec', 'list', '--json')
  const { ansatz } = JSON.parse(list.slice(list.indexOf('{'), list.lastIndexOf('}') + 1)).kernelspecs
  expect(ansatz.resource_dir).toContain(kernel.folder)
  expect(ansatz.spec).toMatchObject({ language: 'typescript', interrupt_mode: 'message' })
})

test('a Jupyter server that requires encryption can use the kernel', async () => {
  const { output: said } = await kernel.run(new URL('curve_round_trip.py', import.meta.url).pathname)
  expect(said).toContain("value: ['2']")
  expect(said).toContain('encrypted: True')
})

test('a Jupyter client can use the kernel over the ipc transport', async () => {
  const { output: said } = await kernel.run(new URL('ipc_round_trip.py', import.meta.url).pathname)
  expect(said).toContain("value: ['2']")
  expect(said).toContain('transport: ipc alive: True')
})

test('a launcher that writes only a registration file (JEP 66) can use the kernel', async () => {
  const { output: said } = await kernel.run(new URL('registration_launcher.py', import.meta.url).pathname)
  expect(said).toContain('registered: True')
  expect(said).toContain('implementation: ansatz')
  expect(said).toContain("value: ['42']")
  expect(said).toContain('ended: 0')
})
