import { describe, expect, it } from 'vitest'
import { DocumentOrder } from '../../../src/notebook/kernel/document-order.ts'

describe('DocumentOrder.arrange', () => {
  it('keeps the order of execution until a frontend tells another', () => {
    const order = new DocumentOrder()
    expect(order.arrange(['b', 'a'])).toEqual(['b', 'a'])
    order.set('page', ['a', 'b'])
    expect(order.arrange(['b', 'a'])).toEqual(['a', 'b'])
  })

  it('puts cells that stand in no notebook first, and leaves out those that have vanished', () => {
    const order = new DocumentOrder()
    order.set('page', ['a', 'b', 'c'])
    order.set('page', ['a', 'c'])
    expect(order.arrange(['a', 'b', 'console', 'c'])).toEqual(['console', 'a', 'c'])
  })

  it('keeps the cells of two notebooks on one kernel, also when one page is loaded again', () => {
    const order = new DocumentOrder()
    order.set('page 1', ['a', 'b'])
    order.set('page 2', ['c', 'd'])
    order.set('page 1 again', ['b', 'a'])
    expect(order.arrange(['a', 'b', 'c', 'd'])).toEqual(['c', 'd', 'b', 'a'])
    order.set('page 1 again', ['b'])
    expect(order.arrange(['a', 'b', 'c', 'd'])).toEqual(['c', 'd', 'b'])
  })
})
