/**
 * What a neural surrogate predicts at very many points, by ONNX Runtime: on the CPU, or on a GPU in one pass.
 *
 * Numbers have single precision: good for choosing some among ten thousand candidates, which are then predicted again by
 * the surrogate itself, in double precision.
 */
import { Graph, type Node } from '../../tensor/graph/graph.ts'
import { type OnnxOptions, onnxSession } from '../../tensor/onnx/onnx-session.ts'
import type { NetworkWeights, SurrogateNetworks } from '../surrogates/surrogate.ts'

export interface Scores {
  /** By point. */
  readonly means: Float64Array
  /** By point, 0 or above. */
  readonly variances: Float64Array
}

/**
 * Means and variances at `points`, each of as many numbers as the surrogate's networks have inputs.
 *
 * @throws EnvironmentError `tensor/missing-peer`, `tensor/broken-peer`, `tensor/provider-refused`
 */
export async function scoreCandidates(
  networks: SurrogateNetworks,
  points: readonly Float64Array[],
  options: Pick<OnnxOptions, 'provider' | 'threads'> = {},
): Promise<Scores> {
  const count = points.length
  const inputs = (networks.kind === 'ensemble' ? networks.members[0] : networks.network).inputs
  const traced = new TracedSurrogate()
  const x = traced.feed(points.flatMap((point) => [...point]), [count, inputs]) // prettier-ignore
  const { mean, variance } = networks.kind === 'ensemble' ? traced.ensemble(networks.members, x) : traced.lastLayer(networks, x) // prettier-ignore
  const session = await onnxSession({ mean, variance }, { ...options, precision: 'f32' })
  const feeds = Object.fromEntries(traced.feeds.map(({ name, values, shape }) => [name, session.tensor(values, shape)]))
  const result = await session.run(feeds)
  await session.close()
  const read = (name: string): Float64Array => Float64Array.from(result[name].data as Float32Array)
  return { means: read('mean'), variances: read('variance').map((value) => Math.max(0, value)) }
}

interface Moments {
  readonly mean: Node
  readonly variance: Node
}

/** A surrogate as a graph, with what its inputs are fed with. */
class TracedSurrogate {
  readonly feeds: { readonly name: string; readonly values: ArrayLike<number>; readonly shape: readonly number[] }[] =
    []
  private readonly graph = new Graph()

  feed(values: ArrayLike<number>, shape: readonly number[]): Node {
    const name = `in${this.feeds.length}`
    this.feeds.push({ name, values, shape })
    return this.graph.input(name, shape)
  }

  ensemble(members: readonly NetworkWeights[], x: Node): Moments {
    const g = this.graph
    const outputs = members.map((member) => {
      const own = this.network(member, member.parameters, x).output
      return member.prior === null ? own : g.add(own, this.network(member, member.prior, x).output)
    })
    const sum = (nodes: readonly Node[]): Node => nodes.reduce((a, b) => g.add(a, b))
    const mean = g.mul(sum(outputs), 1 / members.length)
    // Of differences from the mean: the difference of two means of squares would lose all digits.
    const squares = outputs.map((output) => g.square(g.sub(output, mean)))
    return { mean, variance: g.mul(sum(squares), 1 / (members.length - 1)) }
  }

  lastLayer({ network, covariance }: SurrogateNetworks & { kind: 'lastLayer' }, x: Node): Moments {
    const g = this.graph
    const size = network.width + 1
    const { hidden, output } = this.network(network, network.parameters, x)
    const phi = g.concat([hidden, this.feed(new Float64Array(x.shape[0]).fill(1), [x.shape[0], 1])], 1)
    const spread = g.matMul(phi, this.feed(covariance, [size, size]))
    return { mean: output, variance: g.sum(g.mul(spread, phi), [1]) }
  }

  private network({ inputs, width }: NetworkWeights, theta: Float64Array, x: Node): { hidden: Node; output: Node } {
    const g = this.graph
    let from = 0
    const take = (rows: number, columns: number): Node => {
      const to = from + rows * columns
      const node = this.feed(theta.subarray(from, to), [rows, columns])
      from = to
      return node
    }
    const layer = (of: Node, [to, size]: readonly [number, number]): Node => {
      const product = g.matMul(of, take(to, size), { transposeB: true })
      return g.add(product, take(1, to))
    }
    const first = g.unary('tanh', layer(x, [width, inputs]))
    const hidden = g.unary('tanh', layer(first, [width, width]))
    return { hidden, output: layer(hidden, [1, width]) }
  }
}
