import { expect } from 'vitest'

/** `make` throws an InputError of this code, whose message holds all these texts. */
export function fails(make: () => unknown, code: string, ...texts: readonly string[]): void {
  expect(make).toThrow(expect.objectContaining({ name: 'InputError', code }))
  for (const text of texts) expect(make).toThrow(text)
}
