// Bundles harness.mjs with Jupyter's own packages and runs it in jsdom:
//   node run.mjs FOLDER   where FOLDER/node_modules holds esbuild, jsdom and the packages that the harness imports
// Prints what the frontend made of our controls, as JSON.
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = resolve(process.argv[2])
const require = createRequire(join(packages, 'package.json'))
const { build } = require('esbuild')
const { JSDOM } = require('jsdom')

const folder = mkdtempSync(join(tmpdir(), 'ansatz-jsdom-'))
const outfile = join(folder, 'harness.cjs')
const withoutContent = ['.css', '.woff', '.woff2', '.ttf', '.eot', '.png']
await build({
  entryPoints: [fileURLToPath(new URL('harness.mjs', import.meta.url))],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  logLevel: 'error',
  keepNames: true,
  // Charts draw nothing here.
  external: ['vega', 'vega-lite'],
  // Like a browser's bundle: one copy of each package, from where the caller has them.
  nodePaths: [join(packages, 'node_modules')],
  loader: { ...Object.fromEntries(withoutContent.map((name) => [name, 'empty'])), '.svg': 'text' },
})

const { window } = new JSDOM('<!doctype html><body></body>', { url: 'http://localhost/', pretendToBeVisual: true })
for (const key of Object.getOwnPropertyNames(window)) {
  if (!(key in globalThis)) globalThis[key] = window[key]
}
class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
// What the packages use and jsdom lacks.
const additions = {
  window,
  document: window.document,
  DragEvent: window.MouseEvent,
  ResizeObserver: Observer,
  matchMedia: () => ({ matches: false, addListener() {}, addEventListener() {} }),
  requestAnimationFrame: (callback) => setTimeout(() => callback(performance.now()), 0),
}
Object.assign(globalThis, additions)
Object.defineProperty(globalThis, 'navigator', { value: window.navigator, configurable: true })
for (const key of ['DragEvent', 'ResizeObserver', 'matchMedia', 'requestAnimationFrame']) window[key] = additions[key]

const { main } = require(outfile)
const result = await main()
rmSync(folder, { recursive: true })
process.stdout.write(JSON.stringify(result), () => process.exit())
