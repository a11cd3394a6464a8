import type { TrialRecord } from '../../core/trial-record.ts'

/** Under `<prefix><i>`, Optuna 5's workers share what a running trial was given, before its objective asks for it. */
const sharedPrefix = 'tpe:relative_params:'

/** The parameters of a trial; of one that runs also those that its worker has announced. */
export function ranParams(trial: TrialRecord): Readonly<Record<string, unknown>> {
  if (trial.state !== 'running') return trial.params
  const announced = announcedParams(trial)
  return announced === null ? trial.params : { ...announced, ...trial.params }
}

function announcedParams({ systemAttrs }: TrialRecord): object | null {
  let text = ''
  for (let i = 0; ; i++) {
    const chunk = systemAttrs[`${sharedPrefix}${i}`]
    if (typeof chunk !== 'string') break
    text += chunk
  }
  if (text === '') return null
  try {
    return JSON.parse(text) as object
  } catch {
    // Another worker has written some of the chunks only.
    return null
  }
}
