import { expect, test } from 'vitest'

import { inWordsOfCell } from '../../../src/notebook/session/in-words-of-cell.ts'

test.each([
  ['(0 , $$3.f) is not a function', 'f is not a function'],
  ['(0 , $$cell.f) is not a function', 'f is not a function'],
  ['$$local_xs.map is not a function', 'xs.map is not a function'],
  ['$$over12_xs is not iterable', 'xs is not iterable'],
  ['$$$late.x is not a constructor', 'x is not a constructor'],
  [
    "Cannot destructure property 'a' of '$$element0' as it is undefined.",
    "Cannot destructure property 'a' of 'element'",
  ],
  ['It costs $$, or (0 , f) of $$money.', 'It costs $$, or (0 , f) of $$money.'],
])('%s', (message, expected) => expect(inWordsOfCell(message)).toContain(expected))
