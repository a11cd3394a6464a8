import { isBuiltin } from 'node:module'

import type { Position } from '../compiler/syntax/position-map.ts'

// What people who come from Python, a shell or Node.js's prompt type, and what is written for it here. Only looked at after
// a cell has failed, so that nothing valid is ever taken for a habit.

type Habit = readonly [pattern: RegExp, advice: (...groups: string[]) => string]

const shellCommands =
  'apt|bash|brew|cat|cd|conda|cp|curl|du|echo|git|grep|head|ls|make|mkdir|mv|node|npm|npx|pip|pip3|pwd|python|python3|rm|tail|wget|which'

/** By the beginning of the line, the most special first. */
const habits: readonly Habit[] = [
  [/^[%!]{0,2} *(?:pip3?|conda|npm|npx|yarn|pnpm)\s+(?:install|i|add)\s+(?:-\S+\s+)*(\S+)/, installs],
  [/^%{1,2}time(?:it)?\b/, () => "Here console.time('it') and console.timeEnd('it') measure what runs between them."],
  [
    /^%matplotlib\b/,
    () => 'Nothing has to be switched on here: a Vega-Lite specification as the last value is a plot.',
  ],
  [/^%(?:load_ext +)?autoreload\b/, () => 'Modules beside the notebook are loaded again here when they have changed.'],
  [/^%?cd +(\S+)$/, (folder) => `Here process.chdir(${quoted(folder)}) changes the folder.`],
  [/^%(?:set_)?env\b/, () => 'Here process.env holds the variables of the environment.'],
  [/^%%(?:bash|sh|script|cmd)\b/, () => runs('ls')],
  [
    /^%%(?:html|latex|markdown|svg)\b/,
    () => 'Here display(display.html(`…`)) shows it; so do .latex, .markdown and .svg.',
  ],
  [/^%{1,2}[a-z]\w*/i, () => 'A line with % is a magic of IPython; cells hold TypeScript here.'],
  [/^! *([a-z][\w.-]*(?:\s+[-\w./~*"'{][^=&|?]*)?)$/i, (command) => runs(command.trim())],
  [new RegExp(`^((?:${shellCommands})(?:\\s+[^=(]*)?)$`), (command) => runs(command.trim())],
  [/^from\s+[\w.]+\s+import\s+(\w+)/, (name) => `This is Python's; here it is import { ${name} } from 'package'.`],
  [
    /^import\s+([\w.]+)(?:\s+as\s+(\w+))?$/,
    (from, name) => `This is Python's; here it is import * as ${name ?? from} from 'package'.`,
  ],
  [/^(?:async\s+)?def\s+(\w+)/, (name) => `This is Python's; here it is function ${name}(…) { … }.`],
  [/^lambda\s+(\w+)/, (name) => `This is Python's; here it is (${name}) => ….`],
  [
    /^(?:if|elif|else|for|while|with|try|except|finally|class)\b[^?]*:\s*(?:#.*)?$/,
    () => "This is Python's; here blocks stand in braces, as in for (const x of list) { … }.",
  ],
  [/^#/, () => 'Comments begin with // here.'],
]

/** What is written here in place of a line that is wrong at `at`; null where it does not look like a habit. */
export function habitOfLine(line: string, at: Position): string | null {
  const text = line.trimStart()
  // A magic or a comment is wrong from its first character on: `% 3 +)` is none.
  const isMarked = /^[%#]/.test(text)
  return isMarked && at.column > line.length - text.length + 2 ? null : adviceFor(text.trimEnd())
}

function adviceFor(text: string): string | null {
  for (const [pattern, advice] of habits) {
    const found = pattern.exec(text)
    if (found !== null) return advice(...found.slice(1))
  }
  return null
}

/** Names of Python, and of this package's entry that nobody imported. */
const names: Readonly<Record<string, string>> = {
  print: 'Here console.log(…) prints.',
  len: 'Here it is list.length, and of a Map or a Set .size.',
  range: 'Here it is for (let i = 0; i < n; i++), or Array.from({ length: n }, (_, i) => i).',
  None: 'Here it is null.',
  True: 'Here it is true.',
  False: 'Here it is false.',
  str: 'Here it is String(…).',
  help: 'Here a question mark behind a name tells about it: name?',
  dir: 'Here it is Object.keys(…).',
  exit: 'Here process.exit() starts the kernel afresh.',
  quit: 'Here process.exit() starts the kernel afresh.',
  input: "Here prompt('…') asks for a line; sliders and their like: import { input } from 'ansatz'.",
  document: 'Cells run in Node.js, not in the page; display(display.html(…)) shows HTML.',
  window: 'Cells run in Node.js, not in the page; globalThis holds the globals.',
}

const longestName = 80

/** What a cell gets from `ansatz`, by the names that its examples use. */
export const entryNames: readonly string[] =
  'createStudy space float int bool choice powers lossWeights samplers pruners schedulers schedules pinn watch decode'.split(
    ' ',
  )

/** What to do about a name that a line of a cell uses and nobody has defined; null where that is not known. */
export function habitOfName(name: string, line: string): string | null {
  // A regular expression takes no name of any length.
  if (name.length > longestName) return null
  const text = line.trim()
  if (new RegExp(`^! *${escaped(name)}\\b`).test(text)) return adviceFor(text)
  if (text === name && new RegExp(`^(?:${shellCommands})$`).test(name)) return runs(name)
  if (Object.hasOwn(names, name)) return names[name]
  if (entryNames.includes(name)) return `It is imported: import { ${name} } from 'ansatz'`
  if (isBuiltin(name)) return `It is imported: import * as ${name} from 'node:${name}'`
  return new RegExp(`^${escaped(name)}\\s*=[^=>]`).test(text) ? `A new name is declared: let ${name} = …` : null
}

function installs(name: string): string {
  return `Here packages come from npm, in a terminal beside the notebook: npm install ${name}`
}

function runs(command: string): string {
  const run = `console.log(execSync(${quoted(command)}, { encoding: 'utf8' }))`
  return `Here programs run by: import { execSync } from 'node:child_process'; ${run}`
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`
}

function escaped(name: string): string {
  return name.replaceAll('$', String.raw`\$`)
}
