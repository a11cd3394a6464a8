import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { note, type Finding } from './finding.ts'

const survey = fileURLToPath(new URL('tensors-survey.js', import.meta.url))

/**
 * Tries every engine for tensors as a program would, and says why each is not used. None of them is needed. In a process
 * of its own: native libraries print warnings about what the findings say in a sentence, and one that is broken may crash.
 */
export async function* checkTensors(): AsyncGenerator<Finding> {
  const child = spawn(process.execPath, [survey], { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as Finding
  const [code, signal] = await ended
  if (code === 0) return
  const advice = `Run \`node ${survey}\` to see what it says. Notebooks need none of these engines.`
  yield note('Tensors', `the trial of the next engine ended with ${signal ?? `exit code ${code}`}`, advice)
}
