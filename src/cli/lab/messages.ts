import { EnvironmentError } from '../../base/errors.ts'

export function noLab(): EnvironmentError {
  return new EnvironmentError('lab/no-jupyterlab', {
    what: 'There is no jupyter-lab on PATH.',
    advice: 'Install it with `pip install jupyterlab`, or activate the environment that has it.',
  })
}
