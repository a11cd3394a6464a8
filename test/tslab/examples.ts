/**
 * Cells that do what the code cells of tslab's public example notebooks do (github.com/yunabe/tslab-examples and
 * tslab's own examples/), written afresh because the npm package holds none of them. Not among them: `tensorflow`, which
 * trains on a downloaded data set.
 */
interface ExampleCell {
  readonly code: string
  readonly shows: RegExp
}

export type ExampleName = keyof typeof examples

const nothing = /^$/

const gettingStarted: readonly ExampleCell[] = [
  { code: 'console.log(`Hello!`)\nconsole.log(`Node.js: ${process.version}`)', shows: /^Hello!\nNode.js: v\d+/ },
  {
    code: '/** The slow way. */\nfunction fib(n: number): number {\n  return n > 1 ? fib(n - 1) + fib(n - 2) : 1\n}',
    shows: nothing,
  },
  {
    code: '{\n  const n = 25\n  const start = Date.now()\n  console.log(`fib(${n}) = ${fib(n)} (took ${Date.now() - start}ms)`)\n}',
    shows: /^fib\(25\) = 121393 \(took \d+ms\)\n$/,
  },
  {
    code: `interface Greeting { getMessage(): string }
class GreetingImpl implements Greeting {
  private name: string
  constructor(name: string) { this.name = name }
  getMessage(): string { return \`Hello, \${this.name}!\` }
}
function print(greeting: Greeting) { console.log(greeting.getMessage()) }
print(new GreetingImpl('tslab'));`,
    shows: /^Hello, tslab!\n$/,
  },
  {
    code: `let sleep = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
const start = Date.now();
// Top-level await.
await sleep(50);
\`Slept \${Date.now() - start}[ms]\``,
    shows: /Slept \d+\[ms\]/,
  },
  { code: '// Not awaited.\nsleep(50);', shows: nothing },
  { code: 'import fs from "fs";\nimport * as tslab from "tslab";', shows: nothing },
  { code: `tslab.display.html('Hello <b>Type</b>Script!')`, shows: /"text\/html":"Hello <b>Type<\/b>Script!"/ },
  { code: `tslab.display.jpeg(fs.readFileSync('images/logo.jpg'))`, shows: /"image\/jpeg":"\/9j\/2Q==/ },
  {
    code: `{
  let display = tslab.newDisplay();
  for (let progress = 1; progress <= 100; progress++) {
    await sleep(2);
    display.text(\`progress: \${progress}%\`);
  }
}`,
    shows: /^\{"text\/plain":"progress: 100%"\}$/,
  },
  {
    code: `{
  class Pair { a: number; b: string; constructor(a: number, b: string) { this.a = a; this.b = b } }
  const pair = new Pair(123, 'hello');
  let {a, b: c} = pair;
  console.log({a, c});
  let [x, y] = [1, 2];
  console.log({x, y})
  let squares: number[] = [];
  for (let even of (function*(n: number) { for (let i = 0; i < n; i += 2) yield i })(10)) squares.push(even * even);
  console.log('squares =', squares);
}`,
    shows: /a: 123, c: 'hello'.*\n.*x: 1, y: 2.*\nsquares = \[ 0, 4, 16, 36, 64 \]/,
  },
  { code: 'let later = async () => {\n  await sleep(5);\n  return `done`\n}\nawait later();', shows: /done/ },
  {
    code: `{
  let obj = {x: null};
  console.log('obj?.x?.z ==', obj?.x?.z);
  let x = null, y = 0, z = 'hello';
  console.log('x ?? y ?? z ==', x ?? y ?? z);
}`,
    shows: /^obj\?\.x\?\.z == undefined\nx \?\? y \?\? z == 0\n$/,
  },
]

const gettingStartedJavaScript: readonly ExampleCell[] = [
  {
    code: `class Hello {
  constructor(name) { this.name = name; }
  sayHello() { console.log(\`Hello, \${this.name}\`); }
}
const hello = new Hello('tslab');
hello.sayHello();`,
    shows: /^Hello, tslab\n$/,
  },
  { code: 'import * as tslab from "tslab";\ntslab.display.html(\'<b>Java</b>Script\');', shows: /<b>Java<\/b>Script/ },
  { code: "/** @type {any} */\nlet x = 123;\nx = x + ' Hello';\nconsole.log(x);", shows: /^123 Hello\n$/ },
]

// tslab refuses these cells. Here a wrong type is no reason not to run.
const errors: readonly ExampleCell[] = [
  { code: "let text: number = 'tslab'; text", shows: /tslab/ },
  { code: "let num = 123.4;\nnum = 'tslab'; num", shows: /tslab/ },
]

// As the package tslab-plotly does it: a library that is handed the tslab object.
const plotting: readonly ExampleCell[] = [
  {
    code: `import * as tslab from "tslab";
const Plotly = { newPlot: (lab: typeof tslab, traces: object[]) => lab.display.html('<script>' + JSON.stringify(traces) + '</script>') }
Plotly.newPlot(tslab, [{ x: [1, 2, 3], y: [1, 2, 4] }]);`,
    shows: /<script>/,
  },
]

const naiveFib: readonly ExampleCell[] = [
  {
    code: `function naiveFib(n: number): number {
  if (n > 1) return naiveFib(n - 1) + naiveFib(n - 2);
  return 1;
}
const n = 25;
const start = Date.now();
console.log(\`naiveFib(\${n}) = \${naiveFib(n)}\`)
const end = Date.now();
console.log(\`Took: \${end - start}ms\`)`,
    shows: /^naiveFib\(25\) = 121393\nTook: \d+ms\n$/,
  },
]

export const examples = {
  getting_started: gettingStarted,
  getting_started_javascript: gettingStartedJavaScript,
  // In one notebook, each in the state that the one before has left.
  'errors, plotting, naive_fib': [...errors, ...plotting, ...naiveFib],
} as const
