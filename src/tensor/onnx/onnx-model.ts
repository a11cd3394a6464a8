/**
 * A graph as an ONNX model: the bytes of a ModelProto, IR version 8, operator set 17.
 * Field numbers: https://github.com/onnx/onnx/blob/v1.15.0/onnx/onnx.proto
 */
import { type BinaryOp, type Node, nodesBelow, type MovingOperation, type Shape, type UnaryOp } from '../graph/graph.ts'
import { ProtobufWriter } from './protobuf.ts'

export type Precision = 'f32' | 'f64'

/** TensorProto.DataType. */
const elementTypes = { f32: 1, i64: 7, f64: 11 } as const
const attributeTypes = { integer: 2, integers: 7 } as const

const unaryNames: Readonly<Record<UnaryOp, string>> = {
  neg: 'Neg',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  sin: 'Sin',
  cos: 'Cos',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  erf: 'Erf',
  abs: 'Abs',
  sign: 'Sign',
}

const binaryNames: Readonly<Record<BinaryOp, string>> = { add: 'Add', sub: 'Sub', mul: 'Mul', div: 'Div', pow: 'Pow' }

/**
 * @param outputs by name; names that start with an underscore belong to the nodes between
 * @returns the model; its inputs are the graph's inputs below `outputs`, by name
 */
export function onnxModel(outputs: Readonly<Record<string, Node>>, precision: Precision): Uint8Array<ArrayBuffer> {
  const writer = new GraphWriter(precision)
  const roots = Object.values(outputs)
  const order = nodesBelow(roots)
  for (const node of order) writer.add(node)
  const inputs = order.flatMap(({ operation, shape }) => (operation.kind === 'input' ? [{ name: operation.name, shape }] : [])) // prettier-ignore
  // An output needs a node of its own: two of them may be one node, or an input.
  for (const [name, node] of Object.entries(outputs))
    writer.emit({ operator: 'Identity', inputs: [nameOf(node)], output: name })
  const described = Object.entries(outputs).map(([name, { shape }]) => ({ name, shape }))
  return new ProtobufWriter()
    .integer(1, 8)
    .message(7, (graph) => writer.finish(graph, inputs, described))
    .message(8, (operators) => operators.text(1, '').integer(2, 17))
    .bytes() as Uint8Array<ArrayBuffer>
}

interface Emitted {
  readonly operator: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes?: Readonly<Record<string, number | readonly number[]>> | undefined
}

interface Described {
  readonly name: string
  readonly shape: Shape
}

function nameOf({ id, operation }: Node): string {
  return operation.kind === 'input' ? operation.name : `_${id}`
}

class GraphWriter {
  private readonly precision: Precision
  private readonly nodes: ((graph: ProtobufWriter) => void)[] = []
  private readonly constants = new Map<string, (tensor: ProtobufWriter) => void>()

  constructor(precision: Precision) {
    this.precision = precision
  }

  add(node: Node): void {
    const { operation, inputs } = node
    const [given, output] = [inputs.map(nameOf), nameOf(node)]
    switch (operation.kind) {
      case 'input':
        return
      case 'scalar':
        return this.addScalar(output, operation.value)
      case 'unary':
        return this.emit({ operator: unaryNames[operation.op], inputs: given, output })
      case 'binary':
        return this.emit({ operator: binaryNames[operation.op], inputs: given, output })
      case 'matMul':
        return this.addProduct(node, given)
      case 'sum':
      case 'broadcast':
      case 'reshape':
      case 'slice':
      case 'pad':
      case 'concat': {
        const { operator, parameters, attributes } = movingOperator(operation, node.shape)
        const further = parameters.map((values) => this.integers(values))
        return this.emit({ operator, inputs: [...given, ...further], output, attributes })
      }
    }
  }

  emit({ operator, inputs, output, attributes = {} }: Emitted): void {
    this.nodes.push((graph) =>
      graph.message(1, (node) => {
        for (const input of inputs) node.text(1, input)
        node.text(2, output).text(4, operator)
        for (const [name, value] of Object.entries(attributes)) node.message(5, (attribute) => writeAttribute(attribute, name, value)) // prettier-ignore
      }),
    )
  }

  finish(graph: ProtobufWriter, inputs: readonly Described[], outputs: readonly Described[]): void {
    for (const node of this.nodes) node(graph)
    graph.text(2, 'ansatz')
    for (const constant of this.constants.values()) graph.message(5, constant)
    for (const input of inputs) graph.message(11, (info) => this.describe(info, input))
    for (const output of outputs) graph.message(12, (info) => this.describe(info, output))
  }

  private describe(info: ProtobufWriter, { name, shape }: Described): void {
    info.text(1, name).message(2, (type) =>
      type.message(1, (tensor) =>
        tensor.integer(1, elementTypes[this.precision]).message(2, (dimensions) => {
          for (const length of shape) dimensions.message(1, (dimension) => dimension.integer(1, length))
        }),
      ),
    )
  }

  /** Gemm is the fast product with transposes, and of single matrices only. */
  private addProduct(node: Node, [a, b]: readonly string[]): void {
    const { operation, shape, inputs } = node
    if (operation.kind !== 'matMul') return
    const { transposeA, transposeB } = operation
    if (shape.length === 2) {
      const attributes = { transA: Number(transposeA), transB: Number(transposeB) }
      this.emit({ operator: 'Gemm', inputs: [a, b], output: nameOf(node), attributes })
      return
    }
    const turned = (input: Node, name: string, isTransposed: boolean): string => {
      if (!isTransposed) return name
      const perm = [...input.shape.keys()]
      perm.push(...perm.splice(-2).reverse())
      const output = `${nameOf(node)}t${name}`
      this.emit({ operator: 'Transpose', inputs: [name], output, attributes: { perm } })
      return output
    }
    const factors = [turned(inputs[0], a, transposeA), turned(inputs[1], b, transposeB)]
    this.emit({ operator: 'MatMul', inputs: factors, output: nameOf(node) })
  }

  private integers(values: readonly number[]): string {
    const name = `_i${values.join('_')}`
    const data = BigInt64Array.from(values, BigInt)
    this.constants.set(name, tensorOf(name, 'i64', data))
    return name
  }

  private addScalar(name: string, value: number): void {
    const data = this.precision === 'f32' ? Float32Array.of(value) : Float64Array.of(value)
    this.constants.set(name, tensorOf(name, this.precision, data))
  }
}

function tensorOf(
  name: string,
  type: keyof typeof elementTypes,
  data: Float32Array | Float64Array | BigInt64Array,
): (tensor: ProtobufWriter) => void {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return (tensor) => tensor.integer(1, data.length).integer(2, elementTypes[type]).text(8, name).data(9, raw)
}

function writeAttribute(attribute: ProtobufWriter, name: string, value: number | readonly number[]): void {
  attribute.text(1, name)
  if (typeof value === 'number') {
    attribute.integer(3, value).integer(20, attributeTypes.integer)
    return
  }
  for (const entry of value) attribute.integer(8, entry)
  attribute.integer(20, attributeTypes.integers)
}

/** How ONNX names the operation, and the axes, bounds and shapes that it takes as further inputs. */
function movingOperator(
  operation: MovingOperation,
  shape: Shape,
): {
  readonly operator: string
  readonly parameters: readonly (readonly number[])[]
  readonly attributes?: Readonly<Record<string, number>>
} {
  switch (operation.kind) {
    case 'sum':
      return { operator: 'ReduceSum', parameters: [operation.axes], attributes: { keepdims: 1 } }
    case 'broadcast':
      return { operator: 'Expand', parameters: [shape] }
    case 'reshape':
      return { operator: 'Reshape', parameters: [shape] }
    case 'slice':
      return { operator: 'Slice', parameters: [[operation.from], [operation.to], [operation.axis]] }
    case 'pad': {
      const { axis, before, after } = operation
      const at = (amount: number): number[] => shape.map((_, i) => (i === axis ? amount : 0))
      return { operator: 'Pad', parameters: [[...at(before), ...at(after)]] }
    }
    case 'concat':
      return { operator: 'Concat', parameters: [], attributes: { axis: operation.axis } }
  }
}
