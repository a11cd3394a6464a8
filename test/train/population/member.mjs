// What the tests let workers train.
export async function train(input, { report }) {
  if (input.fail === 'throw') throw new RangeError('too steep')
  if (input.fail === 'exit') process.exit(7)
  report({ started: input.value })
  if (input.fail === 'loop') for (;;);
  return input.value ** 2
}
