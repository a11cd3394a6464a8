import type { ChildProcess } from 'node:child_process'
import { PassThrough } from 'node:stream'

import { expect, test } from 'vitest'

import type { ExecutorCommand } from '../../../src/notebook/ipc/executor-messages.ts'
import { directFd, urgentFd } from '../../../src/notebook/ipc/executor-pipes.ts'
import { FrameDecoder } from '../../../src/notebook/ipc/frames.ts'
import { CommandPipes } from '../../../src/notebook/executors/command-pipes.ts'

function pipesUnderTest() {
  const stdio = Array.from({ length: 6 }, () => new PassThrough())
  const arrived = (fd: number) => {
    const bytes = stdio[fd].read() as Buffer | null
    const commands = bytes === null ? [] : new FrameDecoder<ExecutorCommand>().push(bytes)
    return commands.map((command) => ('id' in command ? command.id : command.type))
  }
  const pipes = new CommandPipes({ stdio } as unknown as ChildProcess)
  return { pipes, direct: () => arrived(directFd), urgent: () => arrived(urgentFd), stdio }
}

const cell = (id: string): ExecutorCommand => ({
  type: 'execute',
  id,
  code: '',
  cellId: null,
  count: 1,
  silent: false,
  userExpressions: {},
  allowStdin: false,
})

test('cells go to the main thread; answers, interrupts and the end to the helper thread', () => {
  const { pipes, direct, urgent } = pipesUnderTest()
  pipes.send(cell('a'))
  pipes.send({ type: 'inputReply', value: '' })
  pipes.send({ type: 'shutdown' })
  expect(direct()).toEqual(['a'])
  expect(urgent()).toEqual(['inputReply', 'shutdown'])
})

test('behind an interrupt cells take its way, until one of them has ended', () => {
  const { pipes, direct, urgent } = pipesUnderTest()
  pipes.send(cell('a'))
  pipes.send({ type: 'interrupt' })
  pipes.send(cell('b'))
  pipes.ended('a')
  pipes.send(cell('c'))
  pipes.ended('b')
  pipes.send(cell('d'))
  expect(direct()).toEqual(['a', 'd'])
  expect(urgent()).toEqual(['interrupt', 'b', 'c'])
})

test('an interrupt names the cells that run, for an executor that has not read them yet', () => {
  const { pipes, stdio } = pipesUnderTest()
  pipes.send(cell('a'))
  pipes.send(cell('b'))
  pipes.ended('a')
  pipes.send({ type: 'interrupt' })
  const [interrupt] = new FrameDecoder<ExecutorCommand>().push(stdio[urgentFd].read() as Buffer)
  expect(interrupt).toEqual({ type: 'interrupt', cells: ['b'] })
})
