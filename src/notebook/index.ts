// The kernel as a library: run one, or talk to one that runs.
export { runKernel } from './kernel/run-kernel.ts'
export { KernelClient } from './transport/kernel-client.ts'
export { freePorts } from './transport/free-ports.ts'
export { connectionInfo, readConnectionFile, type ConnectionInfo } from './protocol/connection-info.ts'
