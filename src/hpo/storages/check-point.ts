import { badStep } from './messages.ts'

/** @throws InputError `trial/bad-step` */
export function checkPoint({ step }: { readonly step: number }): void {
  if (!Number.isSafeInteger(step)) throw badStep(step)
}
