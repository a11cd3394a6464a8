import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../.cache/optuna-peer', import.meta.url))

/**
 * A Python with Optuna and what its samplers need. PyTorch, for the GP sampler, is several gigabytes: it is installed
 * once, in `.cache`, and only for benchmarks. `ANSATZ_OPTUNA_PYTHON` names another one.
 */
export function optunaPython(): string {
  const own = process.env['ANSATZ_OPTUNA_PYTHON']
  if (own !== undefined) return own
  const python = `${folder}/bin/python`
  if (existsSync(`${folder}/ready`)) return python
  console.error('Installing Optuna with PyTorch for this benchmark, once; several gigabytes …')
  execFileSync(process.env['ANSATZ_PYTHON'] ?? 'python3', ['-m', 'venv', '--clear', folder], { stdio: 'inherit' })
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', 'optuna==5.0.0', 'cmaes', 'scipy', 'torch'], {
    stdio: 'inherit',
  })
  execFileSync('touch', [`${folder}/ready`])
  return python
}
