import { expect, test } from 'vitest'
import { channelAddress, connectionInfo, readConnectionFile } from '../../../src/notebook/protocol/connection-info.ts'

const fields = {
  transport: 'tcp',
  ip: '127.0.0.1',
  key: 'k',
  signature_scheme: 'hmac-sha256',
  shell_port: 1,
  iopub_port: 2,
  stdin_port: 3,
  control_port: 4,
  hb_port: 65_535,
}

test('connectionInfo reads the fields that Jupyter writes', () => {
  const info = connectionInfo({ ...fields, kernel_name: 'ansatz' }, 'f.json')
  expect(info.ports).toEqual({ shell: 1, iopub: 2, stdin: 3, control: 4, hb: 65_535 })
  expect(info.curve).toBeNull()
  expect(channelAddress(info, 'iopub')).toBe('tcp://127.0.0.1:2')
})

test('channelAddress of the ipc transport is a file per channel', () => {
  expect(channelAddress(connectionInfo({ ...fields, transport: 'ipc', ip: '/run/k' }, 'f'), 'hb')).toBe(
    'ipc:///run/k-65535',
  )
})

test.each([
  [null, 'ip'],
  [{ ...fields, shell_port: 0 }, 'shell_port'],
  [{ ...fields, hb_port: '5' }, 'hb_port'],
  [{ ...fields, transport: 'udp' }, 'transport'],
  [{ ...fields, key: 7 }, 'key'],
])('connectionInfo(%j) throws kernel/bad-connection-file and names %s', (value, field) => {
  expect(() => connectionInfo(value, 'f.json')).toThrow(expect.objectContaining({ code: 'kernel/bad-connection-file' }))
  expect(() => connectionInfo(value, 'f.json')).toThrow(field)
})

test('readConnectionFile of a file that is not there says so', async () => {
  await expect(readConnectionFile('/nowhere/c.json')).rejects.toThrow(/"\/nowhere\/c.json" cannot be used/)
})
