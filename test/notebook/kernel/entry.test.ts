import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'
import { expect, test } from 'vitest'

/** What is loaded before a module runs: our files, and by name the packages and Node's own modules. */
function loadedBefore(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const { staticImports, staticExports } = parseSync(file, readFileSync(file, 'utf8')).module
  const imported = staticImports.filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
  const exported = staticExports.flatMap(({ entries }) => entries.filter(({ isType }) => !isType))
  const requests = [...imported, ...exported].flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])
  for (const request of requests) {
    if (request.startsWith('.')) loadedBefore(join(dirname(file), request), seen)
    else seen.add(request)
  }
  return seen
}

test('the entry of the kernel loads nothing before its ports are open but what opens them', () => {
  const entry = fileURLToPath(new URL('../../../src/notebook/kernel/main.ts', import.meta.url))
  const loaded = [...loadedBefore(entry)].map((name) => basename(name)).toSorted()
  expect(loaded).toEqual([
    'bind-connection.ts',
    'bind-sockets.ts',
    'connection-info.ts',
    'errors.ts',
    'main.ts',
    'messages.ts',
    'messages.ts',
    'node:util',
    'promises',
    'zeromq',
  ])
})
