import { expect, test } from 'vitest'
import { pagerQuestion } from '../../../src/notebook/kernel/pager.ts'

test.each([
  ['fetch?', { name: 'fetch', detail: 0 }],
  [' Math.cbrt?? ', { name: 'Math.cbrt', detail: 1 }],
  ['?Math.cbrt', { name: 'Math.cbrt', detail: 0 }],
  ['??$x\n', { name: '$x', detail: 1 }],
  ['größe?', { name: 'größe', detail: 0 }],
  ['fetch', null],
  ['a ? b : c', null],
  ['f()?', null],
  ['?', null],
  ['a?\nb', null],
])('pagerQuestion(%j)', (code, question) => {
  expect(pagerQuestion(code)).toEqual(question)
})
