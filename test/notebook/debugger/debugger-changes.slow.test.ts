import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { DebugClient } from './debug-client.ts'

// What a debugger changes or writes in code that runs, through the sockets of the kernel as it is shipped.

let client: DebugClient
beforeAll(async () => {
  client = await DebugClient.launch()
})
afterAll(() => client[Symbol.asyncDispose]())
afterEach(() => client.ask('disconnect'))

const printed = (id: string): string =>
  client.kernel
    .outputs(id)
    .filter(({ type }) => type === 'stream')
    .map(({ content }) => content['text'])
    .join('')

test('initialize tells that variables can be set, hits counted and messages logged', async () => {
  expect(await client.body('initialize', { clientID: 'test' })).toMatchObject({
    supportsSetVariable: true,
    supportsSetExpression: true,
    supportsHitConditionalBreakpoints: true,
    supportsLogPoints: true,
  })
})

const loop = `let sum = 0
for (let i = 1; i <= 9; i++) {
  sum += i
}
sum`

test.each([
  ['4', [4]],
  ['> 7', [8, 9]],
  ['% 4', [4, 8]],
] as const)('a breakpoint with the hit count %s', async (hitCondition, stops) => {
  await client.attach()
  await client.breakAt(loop, { line: 3, hitCondition })
  const run = client.kernel.sendExecute(loop)
  for (const i of stops) {
    expect(await client.stopped()).toMatch(/^breakpoint: .* 3$/)
    expect(await client.evaluate('i')).toBe(String(i))
    await client.step('continue')
  }
  expect((await client.kernel.finished(run)).content['status']).toBe('ok')
  const { breakpoints } = await client.body('debugInfo')
  expect(breakpoints).toMatchObject([{ breakpoints: [{ line: 3, hitCondition }] }])
})

test('a hit counts where the condition is true', async () => {
  await client.attach()
  await client.breakAt(loop, { line: 3, condition: '(i as number) % 2 === 0', hitCondition: '3' })
  const run = client.kernel.sendExecute(loop)
  await client.stopped()
  expect(await client.evaluate('i')).toBe('6')
  await client.step('continue')
  await client.kernel.finished(run)
})

test('a log point writes below its cell and does not stop; an expression that fails says why', async () => {
  await client.attach()
  await client.kernel.execute('const names: readonly string[] = ["one", "two"]')
  const code = 'function log(k: number) {\n  const twice = k * 2\n  return twice\n}\nfor (const k of [0, 1]) log(k)'
  await client.breakAt(code, { line: 3, logMessage: '{names[k]}: {({ twice }).twice as number} {missing} {1 +}' })
  const run = client.kernel.sendExecute(code)
  expect((await client.kernel.finished(run)).content['status']).toBe('ok')
  const failures = '<ReferenceError: missing is not defined> <SyntaxError: .*>'
  expect(printed(run)).toMatch(new RegExp(`^one: 0 ${failures}\\ntwo: 2 ${failures}\\n$`))
})

test('setVariable: locals, elements, properties, variables around a function and of the notebook', async () => {
  await client.attach()
  await client.kernel.execute('let scale = 2')
  const code = `function outer(list: number[]) {
  let factor = 1
  const point = { x: 1 }
  const inner = (k: number) => {
    let seen = k + 0
    return [seen * factor * scale, list, point]
  }
  return inner(5)
}
outer([1, 2])`
  await client.breakAt(code, 6)
  const run = client.kernel.sendExecute(code)
  await client.stopped()
  const { id } = (await client.frames())[0]
  const { scopes } = (await client.body('scopes', { frameId: id })) as {
    scopes: { name: string; variablesReference: number }[]
  }
  const reference = (name: string): number => scopes.find((one) => one.name === name)?.variablesReference ?? 0
  const set = (variablesReference: number, name: string, value: string) =>
    client.ask('setVariable', { variablesReference, name, value })
  const parts = async (scope: string, name: string): Promise<number> =>
    (await client.list(reference(scope))).find((one) => one.name === name)?.variablesReference ?? 0

  expect(await set(reference('Locals'), 'seen', 'k + 2 as number')).toMatchObject({
    success: true,
    body: { value: '7' },
  })
  expect(await set(reference('Closure'), 'factor', '10')).toMatchObject({ success: true, body: { value: '10' } })
  expect(await set(reference('Globals'), 'scale', 'scale + 1')).toMatchObject({ success: true, body: { value: '3' } })
  expect(await set(await parts('Closure', 'list'), '1', '[4]')).toMatchObject({ body: { value: '(1) [4]' } })
  expect(await set(await parts('Closure', 'point'), 'x', '"new"')).toMatchObject({ body: { value: '"new"' } })
  expect(await client.ask('setExpression', { expression: 'point.y', value: '1n', frameId: id })).toMatchObject({
    success: true,
    body: { value: '1n' },
  })

  expect(await set(reference('Closure'), 'point', '1')).toMatchObject({
    success: false,
    message: expect.stringContaining('constant'),
  })
  expect(await set(reference('Locals'), 'nobody', '1')).toMatchObject({
    success: false,
    message: expect.stringContaining('no variable "nobody"'),
  })
  expect(await set(reference('Locals'), 'seen', 'missing')).toMatchObject({
    success: false,
    message: 'ReferenceError: missing is not defined',
  })
  expect(await set(99_999, 'x', '1')).toMatchObject({ success: false })

  await client.step('continue')
  await client.kernel.finished(run)
  expect(client.kernel.outputs(run).at(-1)?.content['data']).toEqual({
    'text/plain': "[ 210, [ 1, [ 4 ] ], { x: 'new', y: 1n } ]",
  })
  const { content } = await client.kernel.execute('scale')
  expect(content['status']).toBe('ok')
})

test('setVariable of a variable of the notebook, while no code stands', async () => {
  await client.attach()
  await client.kernel.execute('let rate = 0.1')
  // What `inspectVariables` lists has no number of its own; what its values hold has.
  await client.kernel.execute('const settings = { steps: 1 }')
  const { variables } = (await client.body('inspectVariables')) as {
    variables: { name: string; variablesReference: number }[]
  }
  const { variablesReference } = variables.find(({ name }) => name === 'settings')!
  expect(await client.ask('setVariable', { variablesReference, name: 'steps', value: 'rate * 20' })).toMatchObject({
    success: true,
    body: { value: '2' },
  })
  const id = client.kernel.sendExecute('settings.steps')
  await client.kernel.finished(id)
  expect(client.kernel.outputs(id).at(-1)?.content['data']).toEqual({ 'text/plain': '2' })
})

test('the stop button lets code go on that stands in a timer while no cell runs', async () => {
  await client.attach()
  const code = 'let ticks = 0\nsetTimeout(() => {\n  ticks = 1\n}, 50)\n0'
  await client.breakAt(code, 3)
  await client.kernel.execute(code)
  expect(await client.stopped()).toMatch(/^breakpoint: .* 3/)
  await client.kernel.request('interrupt_request', {}, { channel: 'control' })
  await client.event('continued')
  const id = client.kernel.sendExecute('ticks')
  await client.kernel.finished(id)
  expect(client.kernel.outputs(id).at(-1)?.content['data']).toEqual({ 'text/plain': '1' })
})
