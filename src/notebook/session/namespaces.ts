import type { Definition } from '../compiler/compile-cell.ts'
import type { FunctionUses } from '../compiler/rewriting/promote-names.ts'
import type { Link } from '../compiler/rewriting/rewrite-names.ts'
import { assignedConstant, notDefined, usedTooEarly } from './messages.ts'

/** The values that one cell defines, one property per name. */
export type Namespace = Record<string, unknown>

interface Owner {
  readonly cell: number
  readonly constant: boolean
  /** Present for a function that takes nanoseconds. */
  readonly quick?: true
}

/**
 * Who defines which name. Every cell has a namespace object of its own; the cell that defined a name last owns it, and
 * in older namespaces the name leads to the owner's, so code that was linked to them sees the newest definition.
 */
export class Namespaces {
  private readonly spaces: Namespace[] = []
  private readonly cellNumbers = new Map<string, number>()
  private readonly owners = new Map<string, Owner>()
  private readonly environment: ReadonlySet<string>
  private readonly reads = new Set<string>()
  private readonly writes = new Set<string>()
  /** What the functions of all cells do, those that have been redefined included: somebody may still hold them. */
  readonly functionUses: FunctionUses = { reads: this.reads, writes: this.writes }

  /** `environment` lists the names that every cell has without their being globals. */
  constructor(environment: Iterable<string>) {
    this.environment = new Set(environment)
  }

  /** The number of the cell with this id; the same id keeps its number and its namespace. Null makes a new cell. */
  cellNumber(cellId: string | null): number {
    const known = cellId === null ? undefined : this.cellNumbers.get(cellId)
    if (known !== undefined) return known
    const number = this.spaces.push(createNamespace()) - 1
    if (cellId !== null) this.cellNumbers.set(cellId, number)
    return number
  }

  space(cell: number): Namespace {
    return this.spaces[cell]
  }

  link(name: string): Link {
    const owner = this.owners.get(name)
    if (owner) return { from: 'cell', ...owner }
    if (this.environment.has(name)) return { from: 'environment' }
    return name in globalThis ? { from: 'global' } : { from: 'nowhere' }
  }

  /**
   * Makes `cell` the owner of the names that it defines. A name that had another owner begins with that owner's value,
   * so nobody sees it vanish before the new definition has run. One that never had a value cannot be read until its
   * declaration has run, as in a module.
   */
  claim(cell: number, defs: readonly Definition[]): void {
    const reshaped = new Set<Namespace>()
    const space = this.spaces[cell]
    for (const { name, constant, lexical, quick } of defs) {
      const before = this.owners.get(name)
      this.owners.set(name, { cell, constant, ...(quick && { quick }) })
      const hasValue = before !== undefined && Object.hasOwn(this.spaces[before.cell], name)
      if (lexical && !hasValue) refuseReads(space, name)
      if (before === undefined || before.cell === cell) continue
      if (hasValue && own(space, name, this.spaces[before.cell][name])) reshaped.add(space)
      for (const space of this.forwardAll(name, { from: before.cell, to: cell })) reshaped.add(space)
    }
    reshaped.forEach(keepFast)
  }

  /** The names are assigned to by code outside their cell: what was known about their values no longer holds. */
  reassign(names: readonly string[]): void {
    for (const name of names) {
      const owner = this.owners.get(name)
      if (owner?.quick) this.owners.set(name, { cell: owner.cell, constant: owner.constant })
    }
  }

  addUses({ reads, writes }: FunctionUses): void {
    for (const name of reads) this.reads.add(name)
    for (const name of writes) this.writes.add(name)
  }

  /** An object whose accessors find each name when it is used: in the session, else on the global object. */
  lateNames(names: readonly string[]): object {
    const late = {}
    for (const name of names) {
      Object.defineProperty(late, name, {
        get: () => this.read(name),
        set: (value: unknown) => {
          this.write(name, value)
        },
      })
    }
    return late
  }

  /** All names that have a value now, and their values. */
  values(): Namespace {
    const values = Object.create(null) as Namespace
    for (const [name, { cell }] of this.owners) {
      if (Object.hasOwn(this.spaces[cell], name)) values[name] = this.spaces[cell][name]
    }
    return values
  }

  typeOf(name: string): string {
    const owner = this.owners.get(name)
    return typeof (owner ? this.spaces[owner.cell][name] : (globalThis as Namespace)[name])
  }

  private read(name: string): unknown {
    const owner = this.owners.get(name)
    if (owner) return this.spaces[owner.cell][name]
    if (name in globalThis) return (globalThis as Namespace)[name]
    throw notDefined(name)
  }

  private write(name: string, value: unknown): void {
    const owner = this.owners.get(name)
    if (owner?.constant) throw assignedConstant()
    if (owner) this.spaces[owner.cell][name] = value
    else if (name in globalThis) (globalThis as Namespace)[name] = value
    else throw notDefined(name)
  }

  private forwardAll(name: string, { from, to }: { readonly from: number; readonly to: number }): readonly Namespace[] {
    const target = this.spaces[to]
    const older = this.spaces.filter((space, cell) => cell !== to && (cell === from || Object.hasOwn(space, name)))
    for (const space of older) {
      Object.defineProperty(space, name, {
        configurable: true,
        enumerable: true,
        get: () => target[name],
        set: (value: unknown) => {
          this.write(name, value)
        },
      })
    }
    return older
  }
}

/**
 * An empty object without a prototype that V8 keeps in fast mode: unlike `Object.create(null)`, and with a hidden class
 * of its own, so that thousands of cells do not share one transition tree.
 */
function createNamespace(): Namespace {
  const Shape = function () {} as unknown as { new (): Namespace; prototype: unknown }
  Shape.prototype = Object.create(null)
  return new Shape()
}

/**
 * Makes reading `name` an error until it has been set. By the prototype, so that a value, once there, is a plain property
 * of the namespace and as fast as any other.
 */
function refuseReads(space: Namespace, name: string): void {
  const refusals = Object.getPrototypeOf(space) as object
  Object.defineProperty(refusals, name, {
    configurable: true,
    get: () => {
      throw usedTooEarly(name)
    },
    // A plain assignment. V8 knows less about a property that `defineProperty` has made: a loop that began with the values
    // of three of them took five times as long.
    set: (value: unknown) => {
      Reflect.deleteProperty(refusals, name)
      space[name] = value
    },
  })
}

/** Sets `name` as a plain property, also where it led to another namespace; tells whether it did. */
function own(space: Namespace, name: string, value: unknown): boolean {
  const isAccessor = Object.getOwnPropertyDescriptor(space, name)?.get !== undefined
  if (isAccessor) Object.defineProperty(space, name, { configurable: true, enumerable: true, writable: true, value })
  else space[name] = value
  return isAccessor
}

/**
 * Turning a property into an accessor puts an object into V8's dictionary mode, where every access is slow. V8 brings
 * an object back when it serves as a prototype.
 */
function keepFast(space: Namespace): void {
  // The first use as a prototype marks the object as worth it, the second one converts it.
  for (let use = 0; use < 2; use++) {
    const Child = function () {} as unknown as { new (): object; prototype: unknown }
    Child.prototype = space
    const child = new Child() as { ansatz?: unknown }
    // V8 looks at prototypes in loads through an inline cache; the first loads only allocate the cache.
    const load = (): unknown => child.ansatz
    for (let i = 0; i < 50; i++) load()
  }
}
