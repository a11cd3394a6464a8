import { spellingAdvice } from '../base/closest-name.ts'
import { describeValue, InputError } from '../base/errors.ts'

export function unknownPlot(name: unknown, known: readonly string[]): InputError {
  return new InputError('lab/unknown-plot', {
    what: `There is no plot ${describeValue(name)}.`,
    allowed: known.join(', '),
    advice: spellingAdvice(name, known, 'Check the spelling in `plots`.'),
    details: { name, known },
  })
}

export function badPlots(plots: unknown): InputError {
  return new InputError('lab/bad-plots', {
    what: `\`plots\` got ${describeValue(plots)}.`,
    allowed: 'a list of plot names',
    advice: "Pass for example { plots: ['history', 'slice'] }.",
    details: { plots },
  })
}

export function badWidget(widget: unknown): InputError {
  return new InputError('lab/bad-widget', {
    what: `\`widget\` got ${describeValue(widget)}.`,
    allowed: "'auto', true or false",
    advice: 'Leave it out to show the dashboard where the page can.',
    details: { widget },
  })
}
