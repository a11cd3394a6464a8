import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const cli = new URL('../../dist/cli/main.js', import.meta.url).pathname
const isRoot = process.getuid?.() === 0

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ansatz-cli-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function shell(script: string): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, NODE: process.execPath, CLI: cli, TMP: folder }
  return spawnSync('sh', ['-c', script], { encoding: 'utf8', env })
}

test.skipIf(!existsSync('/dev/full'))('a disk that is full is one sentence, and ends with 1', () => {
  expect(shell('"$NODE" "$CLI" --version > /dev/full')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^What there is to say could not be written: ENOSPC: .*\.\n$/),
  })
  expect(shell('"$NODE" "$CLI" no-such-command 2> /dev/full')).toMatchObject({ status: 2, stdout: '' })
})

// As root, nothing is forbidden and a number may be chosen that belongs to nobody.
const asNobody = 'setpriv --reuid=61234 --regid=61234 --clear-groups env -u HOME "$NODE" "$CLI"'
const hasNobody = isRoot && spawnSync('setpriv', ['--version']).status === 0
if (!hasNobody) process.stdout.write('Skipped: users without a name need root and setpriv.\n')

test.skipIf(!hasNobody)('a user without a name or a home folder is told what to set; the doctor works', () => {
  expect(shell(`${asNobody} install`)).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^The system knows no home folder of this user\. Set HOME, .*\n$/),
  })
  expect(shell(`chmod 777 "$TMP" && cd "$TMP" && ${asNobody} doctor`).stdout).toContain('✓ Round trip: 1 + 1 = 2')
})

test.skipIf(!hasNobody)('a kernel of somebody else that may not be removed is one sentence', () => {
  expect(shell('chmod 755 "$TMP" && "$NODE" "$CLI" install --prefix "$TMP/p"').status).toBe(0)
  expect(shell(`${asNobody} uninstall --prefix "$TMP/p"`)).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(
      /^\S+labextensions\/ansatz could not be removed: EACCES.*\. Run this as the user .*\n$/,
    ),
  })
})

test.skipIf(process.platform === 'win32')('Ctrl-C in the middle of the doctor leaves no file behind', async () => {
  const doctor = spawn(process.execPath, [cli, 'doctor'], { env: { ...process.env, TMPDIR: folder }, stdio: 'ignore' })
  const ended = once(doctor, 'exit')
  while (readdirSync(folder).every((name) => !name.startsWith('ansatz-doctor-'))) {
    expect(doctor.exitCode).toBeNull()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  doctor.kill('SIGINT')
  expect(await ended).toEqual([null, 'SIGINT'])
  expect(readdirSync(folder).filter((name) => name.startsWith('ansatz-'))).toEqual([])
})

test('the doctor tells in its findings what native libraries print', () => {
  const { stdout, stderr } = shell('"$NODE" "$CLI" doctor')
  expect(stdout).toMatch(/Tensors, webgpu: /)
  expect(stderr).toBe('')
})
