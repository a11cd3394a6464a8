import { expect, test } from 'vitest'
import { closestName, spellingAdvice } from '../../src/base/closest-name.ts'

const known = ['trials', 'timeout', 'nStartupTrials', 'learningRate', 'sampler', 'cmaEs', 'tpe', 'gp', 'every']

test.each([
  ['trails', 'trials'],
  ['n_trials', 'trials'],
  ['n_startup_trials', 'nStartupTrials'],
  ['nStartupTrial', 'nStartupTrials'],
  ['TPE', 'tpe'],
  ['cmaes', 'cmaEs'],
  ['cma-es', 'cmaEs'],
  ['samplr', 'sampler'],
  ['lr', 'learningRate'],
  ['learning_rat', 'learningRate'],
  ['GP', 'gp'],
  ['sampler_name', 'sampler'],
])('%s was probably meant as %s', (given, meant) => {
  expect(closestName(given, known)).toBe(meant)
  expect(spellingAdvice(given, known)).toBe(`Did you mean "${meant}"?`)
})

test.each(['', '_', 'banana', 'x', 'gq', 'seed'])('nothing is near %j', (given) => {
  expect(closestName(given, known)).toBeNull()
  expect(spellingAdvice(given, known)).toBe('Check its spelling.')
})

test('every name is nearest to itself, and what is no text is near to none', () => {
  for (const name of known) expect(closestName(name, known)).toBe(name)
  expect(spellingAdvice(3, known)).toBe('Check its spelling.')
})
