import { Box } from './box.ts'
import type { Control } from './control.ts'
import { OutputArea } from './output-area.ts'

type Controls = Readonly<Record<string, Control<unknown>>>
type ValuesOf<Map extends Controls> = { readonly [Name in keyof Map]: Map[Name]['value'] }

/** Controls above a result that follows them. */
export class Interaction<Map extends Controls> extends Box<'VBox'> {
  readonly controls: Map
  private readonly compute: (values: ValuesOf<Map>) => unknown
  private readonly area: OutputArea
  private round = 0

  constructor(controls: Map, compute: (values: ValuesOf<Map>) => unknown) {
    const area = new OutputArea()
    super('VBox', [...Object.values(controls), area], {})
    this.controls = controls
    this.compute = compute
    this.area = area
    for (const control of Object.values(controls)) control.onChange(() => this.update())
  }

  /** The values of the controls as they are now. */
  get values(): ValuesOf<Map> {
    const entries = Object.entries(this.controls).map(([name, control]) => [name, control.value])
    return Object.fromEntries(entries) as ValuesOf<Map>
  }

  /** Computes the result again and shows it in place of the last. A result that comes late is not shown. */
  async update(): Promise<void> {
    const round = ++this.round
    const result = await this.compute(this.values)
    if (round !== this.round) return
    this.area.clear()
    if (result !== undefined) await this.area.show(result)
  }
}

/** Shows what `compute` returns for the values of `controls`, now and whenever one of them changes. */
export function interact<Map extends Controls>(
  controls: Map,
  compute: (values: ValuesOf<Map>) => unknown,
): Interaction<Map> {
  const interaction = new Interaction(controls, compute)
  void interaction.update()
  return interaction
}
