import { execFileSync } from 'node:child_process'

/** Runs a Python script of a benchmark and gives the JSON that it prints. `npm run bench` names the Python. */
export function runPython(
  script: URL,
  args: readonly (string | number)[],
  python = process.env['ANSATZ_PYTHON'] ?? 'python3',
): unknown {
  const output = execFileSync(python, [script.pathname, ...args.map(String)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(output)
}
