import { readFile } from 'node:fs/promises'
import os from 'node:os'
import { ok, type Handlers } from './reply.ts'

/** Processor time in milliseconds and memory in bytes. */
interface Usage {
  readonly cpuMs: number
  readonly memory: number
}

/** Linux counts processor time in hundredths of a second and memory in pages of 4096 bytes (16384 on some ARM). */
const tickMs = 10
const pageBytes = 4096

/** What jupyter-resource-usage shows of the kernel and its machine (ipykernel's `usage_request`). */
export function usageHandlers(executorPids: () => readonly (number | undefined)[]): Handlers {
  let last = { at: performance.now(), cpuMs: 0 }
  let lastHost = hostTimes()
  return {
    usage_request: async () => {
      const usages = [ownUsage(), ...(await Promise.all(executorPids().map(usageOf)))]
      const now = { at: performance.now(), cpuMs: sumOf(usages, 'cpuMs') }
      const host = hostTimes()
      const content = {
        hostname: os.hostname(),
        pid: process.pid,
        kernel_cpu: percent(now.cpuMs - last.cpuMs, now.at - last.at),
        kernel_memory: sumOf(usages, 'memory'),
        cpu_count: os.cpus().length,
        host_cpu_percent: percent(host.busy - lastHost.busy, host.total - lastHost.total),
        host_virtual_memory: hostMemory(),
      }
      last = now
      lastHost = host
      return ok(content)
    },
  }
}

function sumOf(usages: readonly Usage[], field: keyof Usage): number {
  return usages.reduce((sum, usage) => sum + usage[field], 0)
}

function percent(part: number, whole: number): number {
  return whole > 0 ? Math.max(0, Math.round((1000 * part) / whole) / 10) : 0
}

function ownUsage(): Usage {
  const { user, system } = process.cpuUsage()
  return { cpuMs: (user + system) / 1000, memory: process.memoryUsage.rss() }
}

/** Of another process: known on Linux only, nothing elsewhere. */
async function usageOf(pid: number | undefined): Promise<Usage> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold spaces; behind it stand state, ppid, ...: utime is the 12th, rss the 22nd.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    return { cpuMs: (fields[11] + fields[12]) * tickMs, memory: fields[21] * pageBytes }
  } catch {
    return { cpuMs: 0, memory: 0 }
  }
}

function hostTimes(): { readonly busy: number; readonly total: number } {
  let [idle, total] = [0, 0]
  for (const { times } of os.cpus()) {
    idle += times.idle
    for (const time of Object.values(times)) total += time
  }
  return { busy: total - idle, total }
}

function hostMemory(): Readonly<Record<string, number>> {
  const [total, available] = [os.totalmem(), os.freemem()]
  return { total, available, used: total - available, free: available, percent: percent(total - available, total) }
}
