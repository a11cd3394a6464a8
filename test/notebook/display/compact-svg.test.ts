import { describe, expect, it } from 'vitest'
import { compactSvg } from '../../../src/notebook/display/compact-svg.ts'

describe('compactSvg', () => {
  it.each([
    [
      '<path transform="translate(10.123456,-0.0000001)" d="M3.085,0A3.0901,1,0"/>',
      '<path transform="translate(10.12,0)" d="M3.08,0A3.09,1,0"/>',
    ],
    ['<path fill="rgb(0, 114, 178)" stroke-width="2"/>', '<path fill="#0072b2"/>'],
    ['<path stroke="rgb(1, 2, 3)" stroke-width="2"/>', '<path stroke="#010203" stroke-width="2"/>'],
    ['<g pointer-events="none" opacity="1" aria-hidden="true"></g>', '<g></g>'],
    ['<g opacity="0.5"></g>', '<g opacity="0.5"></g>'],
  ])('turns %s into %s', (before, after) => {
    expect(compactSvg(before)).toBe(after)
  })

  it('leaves numbers in texts and labels alone', () => {
    const text = '<text aria-label="3.14159265">3.14159265</text>'
    expect(compactSvg(text)).toBe(text)
  })
})
