import { execFileSync } from 'node:child_process'

/** Runs a Python script of a benchmark and gives the JSON that it prints. `npm run bench` names the Python. */
export function runPython(script: URL, args: readonly (string | number)[]): unknown {
  const output = execFileSync(process.env['ANSATZ_PYTHON'] ?? 'python3', [script.pathname, ...args.map(String)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(output)
}
