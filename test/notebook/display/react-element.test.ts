import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { provideElementRenderer, reactBundle } from '../../../src/notebook/display/react-element.ts'
import { reactRenderer } from '../../../src/notebook/modules/required-modules.ts'

afterEach(() => provideElementRenderer(() => null))

/** An element as React 18 makes it. */
const createElement = (type: unknown, props: object = {}): object => ({
  $$typeof: Symbol.for('react.element'),
  type,
  props,
  key: null,
  ref: null,
})

const installed = reactRenderer(createRequire(import.meta.url))
const missing = reactRenderer(createRequire(join(tmpdir(), 'notebook.js')))

test.each([
  ['p', createElement('p')],
  ['Chart', createElement(function Chart() {})],
  ['', createElement(Symbol.for('react.fragment'))],
])('where react-dom is not installed, <%s> is one line that says how to see it', (name, element) => {
  provideElementRenderer(missing)
  expect(reactBundle(element)).toEqual({
    'text/plain': `<${name}>: an element of React, which is shown where react-dom is installed beside the notebook (npm install react-dom)`,
  })
})

test('where react-dom is installed an element is HTML', () => {
  provideElementRenderer(installed)
  const html = '<p class="a">1 &lt; 2</p>'
  expect(reactBundle(createElement('p', { className: 'a', children: '1 < 2' }))).toEqual({
    'text/html': html,
    'text/plain': html,
  })
})

test.each([[null], ['p'], [{ type: 'p' }], [{ $$typeof: Symbol('react.element') }]])('%j is no element', (value) => {
  provideElementRenderer(installed)
  expect(reactBundle(value)).toBeNull()
})
