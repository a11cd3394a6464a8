// Compiles src to dist. First the numeric loops that are written in AssemblyScript (`*.assembly.ts`) become WebAssembly,
// each in a module beside it that exports the bytes as base64 (`*.wasm.ts`, not in git) and so needs no file at run time.
// A module is what exports `heapBase`; other such files are parts that modules import.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { giveUp, root, run, runTool, say } from './project.mjs'

/**
 * @typedef {object} CompilerHost
 * @property {(name: string, folder: string) => string | null} readFile
 * @property {(name: string, contents: Uint8Array) => void} writeFile
 * @property {() => string[]} listFiles
 *
 * @typedef {object} Compiler
 * @property {(args: string[], host: CompilerHost) => Promise<{ error: Error | null, stderr: { toString: () => string } }>} main
 */

const source = '.assembly.ts'
const target = '.wasm.ts'
/** SIMD is in every Node.js that Ansatz runs on; no garbage collector, since the loops allocate nothing. */
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort=']

/** Compiles everything. TypeScript 7's native compiler takes about a second, so this is done every time. */
export async function build() {
  await compileWasm()
  runTool('@typescript/native/bin/tsc', ['-p', join(root, 'tsconfig.json')])
  run(process.execPath, [join(root, 'src', 'bootstrap', 'bundle.mjs')])
}

/** Compiles the AssemblyScript that has changed. Takes milliseconds when nothing has, and half a second for the compiler otherwise. */
export async function compileWasm() {
  const files = filesEndingIn(source).filter(isModule)
  removeOrphans(files)
  const old = files.filter((file) => !isUpToDate(file))
  if (old.length === 0) return
  say(`Compiling ${old.map((file) => basename(file)).join(', ')} …`)
  // Not known by name to the type checker: its types would bring the globals of AssemblyScript into every file here.
  const compiler = ['assemblyscript', 'asc'].join('/')
  const { default: asc } = /** @type {{ default: Compiler }} */ (await import(compiler))
  for (const file of old) await compile(asc, file)
}

/** @param {Compiler} asc @param {string} file */
async function compile(asc, file) {
  /** @type {Uint8Array | undefined} */
  let bytes
  const { error, stderr } = await asc.main([file, '--outFile', 'module.wasm', ...options], {
    readFile: (name, folder) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : null),
    writeFile: (_, contents) => void (bytes = contents),
    listFiles: () => [],
  })
  if (error !== null || bytes === undefined) giveUp(`${file} does not compile.`, stderr.toString())
  writeFileSync(join(root, targetOf(file)), moduleText(file, bytes))
}

/** @param {string} file @param {Uint8Array} bytes */
function moduleText(file, bytes) {
  const base64 = Buffer.from(bytes).toString('base64')
  return `${stampOf(file)}\n// Made by \`npm run build\` from ${basename(file)}.\nexport const bytes =\n  '${base64}'\n`
}

/** @param {string} file */
function isUpToDate(file) {
  const made = join(root, targetOf(file))
  return existsSync(made) && readFileSync(made, 'utf8').startsWith(`${stampOf(file)}\n`)
}

/** @param {string} file */
function stampOf(file) {
  const compiler = readFileSync(join(root, 'node_modules', 'assemblyscript', 'package.json'), 'utf8')
  const input = [compiler, options.join(' '), ...textsOf(file)].join('\0')
  return `// ${createHash('sha256').update(input).digest('hex')}`
}

/** The source and all that it imports. @param {string} file @returns {string[]} */
function textsOf(file) {
  const text = readFileSync(join(root, file), 'utf8')
  const imported = [...text.matchAll(/^import .* from '(.*)'$/gm)].map(([, path]) => join(dirname(file), `${path}.ts`))
  return [text, ...imported.flatMap(textsOf)]
}

/** @param {string} file */
function isModule(file) {
  return readFileSync(join(root, file), 'utf8').includes('export function heapBase(')
}

/** The bytes of a source that is gone. @param {readonly string[]} files */
function removeOrphans(files) {
  const made = new Set(files.map(targetOf))
  for (const file of filesEndingIn(target)) if (!made.has(file)) rmSync(join(root, file))
}

/** @param {string} file */
function targetOf(file) {
  return `${file.slice(0, -source.length)}${target}`
}

/** Paths from the root of the checkout. @param {string} ending */
function filesEndingIn(ending) {
  const found = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  return found.filter((file) => file.endsWith(ending)).map((file) => join('src', file))
}
