"""Measures kernels with one client, by turns.

    python measure.py JSON

JSON: {"kernels": {name: language}, "parts": [part], "node": path of Node.js}; language is "typescript", "python" or
"nothing", no parts mean all of PARTS. A kernel of the language "nothing" runs no code: it starts, answers cells and prints
moves of sliders at once, and so shows what the client, the sockets and the machine take. Prints one JSON object
{kernel: {metric: number or null}}; null means that it never came, or that the kernel died.

What is measured:

- "ready": from the start to the return of jupyter_client's start_new_kernel. It tries a port that is not yet open again
  after 100 to 200 ms, and at the end listens for 200 ms whether more comes: no kernel of Node.js, which takes 40 ms to
  begin, comes below some 370 ms.
- "answer" and "value": the same start with a client that tries every millisecond and listens no longer than it must, to
  the reply to kernel_info, and to the reply to a first cell.
- "warm": the round trip of a cell that nobody ran before, from the call of execute until both its idle and its reply
  have been read.
- "loop": the round trip of a cell with a loop; "loop itself": what the cell's own clock says of it; "loop in Node": what
  the clock of a plain script says of the same loop in a function. By turns; the fastest of each. Of 2e7 rounds, and of
  2e8, in which the millisecond or two no longer count that V8 runs a new cell before its optimised code is there.
- "slider": from the moment before a change of a slider is sent to the moment at which its callback runs, by the monotonic
  clock that all processes of the machine share, for a hand in motion: 60 changes a second. "slider from rest": the same
  where nothing has happened for 0.1 s and the machine has gone to sleep. "slider shown": from rest until what the callback
  prints has been read; what is printed in quick succession is gathered.
"""

import atexit
import json
import os
import queue
import re
import statistics
import subprocess
import sys
import tempfile
import time

import psutil
import zmq
from jupyter_client.connect import write_connection_file
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import start_new_kernel
from jupyter_client.session import Session

STARTS = 8
CELLS = 100
EARLIER = 200
PATIENCE = 15

PYTHON = {
    "cell": "v{0} = {0}\nv{0} + 1",
    "loop": "t = 0\nfor i in range(20000000):\n    t += i % 7\nt",
    "busy": "import time\nprint('go')\nend = time.time() + 1.5\nwhile time.time() < end: pass",
    "complete": ("import math\n", "x{0} = {0}\nmath."),
    "lines": "for i in range({0}): print('line', i)",
    "interrupts": {
        "a loop": "print('go')\nwhile True: pass",
        "a pending await": "import asyncio\nprint('go')\nawait asyncio.sleep(1000)",
        "native code": "import subprocess\nprint('go', flush=True)\nsubprocess.run(['sleep', '60'])",
    },
    "late": "import threading\nthreading.Timer(0.3, lambda: print('late')).start()",
    "pause": "import time\ntime.sleep(0.8)",
    "crash": "import os\nos._exit(1)",
}
SCRIPT = {
    "cell": "const v{0} = {0}; v{0} + 1",
    "loop": "let t = 0; for (let i = 0; i < 2e7; i++) t += i % 7; t",
    "busy": "console.log('go'); const end = Date.now() + 1500; while (Date.now() < end);",
    "complete": ("", "const x{0} = {0}; Math."),
    "lines": "for (let i = 0; i < {0}; i++) console.log('line', i)",
    "interrupts": {
        "a loop": "console.log('go'); while (true) {}",
        "a loop after an await": "await null; console.log('go'); while (true) {}",
        "a pending await": "console.log('go'); await new Promise(() => {})",
        "library code": "console.log('go'); new Function('for (;;) Math.sqrt(2)')()",
        "library code after an await": "await null; console.log('go'); new Function('for (;;) Math.sqrt(2)')()",
        "native code": "const cp: any = await import('node:child_process'); console.log('go'); cp.execFileSync('sleep', ['60'])",
    },
    "late": "setTimeout(() => console.log('late'), 300)",
    "pause": "await new Promise(r => setTimeout(r, 800))",
    "crash": "(globalThis as any).process.exit(1)",
}
SNIPPETS = {"python": PYTHON, "typescript": SCRIPT, "nothing": SCRIPT}
# The loop, timed by the cell itself, and by a plain script where V8 is at its best: in a function.
TIMED_LOOP = "const began = performance.now(); let t = 0; for (let i = 0; i < {0}; i++) t += i % 7; performance.now() - began"
PLAIN_LOOP = """function run() {{ let t = 0; for (let i = 0; i < {0}; i++) t += i % 7; return t }}
const began = performance.now(); run(); console.log(performance.now() - began)"""
# Cells that show a slider whose callback prints its value and the time in ms, for the kernels that have widgets.
COMMS = {
    "python": "import ipywidgets, time\ns = ipywidgets.FloatSlider()\n"
    "s.observe(lambda c: print('at', c['new'], time.perf_counter() * 1000), 'value')\ns",
    "typescript": "import { input } from 'ansatz'; const s = input.slider({ min: 0, max: 100 });"
    "const clock = (globalThis as any).process.hrtime.bigint;"
    "s.onChange((v: number) => { const now = Number(clock()) / 1e6; console.log('at', v, now) }); s",
}
# Cells that answer each message of a comm with what it holds, for the kernels that have comms.
ECHOES = {
    "python": "get_ipython().kernel.comm_manager.register_target('echo', lambda opened, _: "
    "opened.on_msg(lambda message: opened.send(message['content']['data'])))",
    "typescript": "import { comm } from 'ansatz';"
    "comm.register('echo', (opened) => opened.onMessage(({ data }) => opened.send(data)))",
}


class Kernel:
    def __init__(self, name):
        self.name = name
        began = time.perf_counter()
        self.manager, self.client = start_new_kernel(kernel_name=name, stderr=open(os.devnull, "w"))
        self.ready = time.perf_counter() - began
        # Peers do not watch the process that started them: without this they outlive a run that fails.
        atexit.register(self.manager.shutdown_kernel, now=True)

    def close(self):
        atexit.unregister(self.manager.shutdown_kernel)
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, code, patience=PATIENCE):
        """The round trip in seconds, the outputs and the reply's status; raises queue.Empty when it never ends."""
        began = time.perf_counter()
        request = self.client.execute(code)
        outputs = self.until_idle(request, began + patience)
        reply = self.reply(request, began + patience)
        return time.perf_counter() - began, outputs, reply["content"]["status"]

    def reply(self, request, deadline):
        while True:
            reply = self.client.get_shell_msg(timeout=max(0.01, deadline - time.perf_counter()))
            if reply["parent_header"].get("msg_id") == request:
                return reply

    def until_idle(self, request, deadline):
        outputs = []
        while True:
            message = self.client.get_iopub_msg(timeout=max(0.01, deadline - time.perf_counter()))
            if message["parent_header"].get("msg_id") == request:
                outputs.append(message)
                if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                    return outputs
            # After the message was looked at: the one that ends the wait must not be dropped because it was late.
            if time.perf_counter() > deadline:
                raise queue.Empty

    def until_go(self, request):
        deadline = time.perf_counter() + PATIENCE
        while True:
            message = self.client.get_iopub_msg(timeout=max(0.01, deadline - time.perf_counter()))
            if message["parent_header"].get("msg_id") == request and message["msg_type"] == "stream":
                return

    def until_printed(self, text):
        """Waits for a text, whichever request it belongs to: kernels differ in that for callbacks. Gives its line."""
        deadline = time.perf_counter() + PATIENCE
        while True:
            message = self.client.get_iopub_msg(timeout=max(0.01, deadline - time.perf_counter()))
            if message["msg_type"] == "stream" and text in message["content"]["text"]:
                return next(line for line in message["content"]["text"].splitlines() if text in line)

    def memory(self):
        process = psutil.Process(self.manager.provisioner.pid)
        return sum(p.memory_info().rss for p in [process, *process.children(recursive=True)]) / 2**20


def never(measure):
    try:
        return measure()
    except queue.Empty:
        return None


def eager_start(name):
    """Milliseconds from the start to the first answer and to the first value, of a client without waits of its own."""
    spec = KernelSpecManager().get_kernel_spec(name)
    file, info = write_connection_file(fname=tempfile.mktemp(suffix=".json"), key=b"bench")
    context = zmq.Context()
    shell = context.socket(zmq.DEALER)
    shell.linger = 0
    shell.reconnect_ivl = shell.reconnect_ivl_max = 1
    session = Session(key=b"bench")
    argv = [part.replace("{connection_file}", file) for part in spec.argv]
    began = time.perf_counter()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(argv, env={**os.environ, **spec.env}, **quiet)
    try:
        shell.connect(f"tcp://{info['ip']}:{info['shell_port']}")
        times = []
        cell = {"code": "1+1", "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        for kind, content in [("kernel_info_request", {}), ("execute_request", cell)]:
            session.send(shell, kind, content)
            if not shell.poll(1000 * PATIENCE):
                return (None, None)
            shell.recv_multipart()
            times.append(1000 * (time.perf_counter() - began))
        return times
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
        context.destroy(0)
        os.unlink(file)


def starts(names, snippets, result):
    eager = {name: [] for name in names}
    for _ in range(STARTS):
        for name in names:
            eager[name].append(eager_start(name))
    for name in names:
        for metric, times in zip(["answer", "value"], zip(*eager[name])):
            result[name][metric] = None if None in times else statistics.median(times)
    ready = {name: [] for name in names}
    first = {name: [] for name in names}
    for _ in range(STARTS):
        for name in names:
            kernel = Kernel(name)
            ready[name].append(kernel.ready)
            first[name].append((never(lambda: kernel.run("1+1")) or [PATIENCE])[0])
            kernel.close()
    for name in names:
        result[name]["ready"] = statistics.median(ready[name])
        result[name]["first cell"] = 1000 * statistics.median(first[name])


def warm(kernels, snippets, result):
    """Distinct cells, the kernels by turns, in two stretches: the first ones, and those after EARLIER others."""
    def cell(name, number):
        try:
            return 1000 * kernels[name].run(snippets[name]["cell"].format(number), 5)[0]
        except queue.Empty:
            result[name]["unanswered"] += 1
            return None

    for name in kernels:
        result[name]["unanswered"] = 0
    for label, begin, end in [("0", 10, 10 + CELLS), (str(EARLIER), 10 + EARLIER, 10 + EARLIER + CELLS)]:
        times = {name: [] for name in kernels}
        for name in kernels:
            for number in range(0 if label == "0" else 10 + CELLS, begin):
                cell(name, number)
        for number in range(begin, end):
            for name in kernels:
                times[name].append(cell(name, number))
        for name in kernels:
            ordered = sorted(time for time in times[name] if time is not None)
            result[name][f"warm median, {label} earlier"] = statistics.median(ordered)
            result[name][f"warm p99, {label} earlier"] = ordered[int(0.99 * (len(ordered) - 1))]


def completion(kernel, snippets):
    prelude, code = snippets["complete"]
    kernel.run(prelude)

    asked = 0

    def ask():
        # Distinct texts: what an editor sends is never what it sent before.
        nonlocal asked
        asked += 1
        text = code.format(asked)
        began = time.perf_counter()
        kernel.reply(kernel.client.complete(text, len(text)), began + PATIENCE)
        return 1000 * (time.perf_counter() - began)

    first = ask()
    idle = statistics.median(ask() for _ in range(10))
    request = kernel.client.execute(snippets["busy"])
    kernel.until_go(request)
    # The slowest: a kernel that answers behind the loop is quick from then on.
    busy = max(ask() for _ in range(3))
    kernel.until_idle(request, time.perf_counter() + PATIENCE)
    return {"completion first": first, "completion idle": idle, "completion in a loop": busy}


def flood(kernel, snippets, lines, patience):
    """Seconds to the end, lines not shown, and lines lost: neither shown nor in the file that the output names."""
    seconds, outputs, _ = kernel.run(snippets["lines"].format(lines), patience)
    text = "".join(o["content"]["text"] for o in outputs if o["msg_type"] == "stream")
    hidden = lines - len(re.findall(r"^line \d+$", text, re.M))
    file = re.search(r"All of it is in (\S+)\.\s", text)
    return seconds, hidden, hidden if file is None else lines - lines_in(file[1], lines)


def lines_in(path, wanted):
    """How many lines a file has, once it has what is wanted or grows no more."""
    before, count = -1, 0
    while count < wanted and count != before:
        time.sleep(0.5)
        with open(path, "rb") as file:
            before, count = count, sum(1 for _ in file)
    return count


def loop(kernel, code, node):
    """The fastest of five: whatever else the machine does only ever adds."""
    values = {"loop": min(1000 * kernel.run(code, 60)[0] for _ in range(5 if node else 3))}
    if node is None:
        return values
    for rounds in ["2e7", "2e8"]:
        own, plain = [], []
        for _ in range(5):
            outputs = kernel.run(TIMED_LOOP.format(rounds), 60)[1]
            own += [float(o["content"]["data"]["text/plain"]) for o in outputs if o["msg_type"] == "execute_result"]
            script = [node, "-e", PLAIN_LOOP.format(rounds)]
            plain.append(float(subprocess.run(script, capture_output=True, text=True, check=True).stdout))
        values.update({f"loop itself {rounds}": min(own), f"loop in Node {rounds}": min(plain)})
    return values


def slider(kernel, cell):
    """Milliseconds from a moved slider to its callback, and to what that prints; null where a kernel has no widgets."""
    _, outputs, status = kernel.run(cell)
    opened = [o["content"] for o in outputs if o["msg_type"] == "comm_open"]
    widgets = [o for o in opened if o["data"].get("state", {}).get("_model_name") == "FloatSliderModel"]
    if status != "ok" or not widgets:
        return {}
    return moves(kernel, widgets[0]["comm_id"])


def moves(kernel, comm_id):
    moving, _ = moves_every(1 / 60, kernel, comm_id)
    called, shown = moves_every(0.1, kernel, comm_id)
    return {"slider": moving, "slider from rest": called, "slider shown": shown}


def moves_every(pause, kernel, comm_id):
    called, shown = [], []
    for value in range(1, 41):
        data = {"method": "update", "state": {"value": value + 0.5}}
        message = kernel.client.session.msg("comm_msg", {"comm_id": comm_id, "data": data})
        began = time.perf_counter()
        kernel.client.shell_channel.send(message)
        line = kernel.until_printed(f"at {value + 0.5}")
        shown.append(1000 * (time.perf_counter() - began))
        called.append(float(line.split()[-1]) - 1000 * began)
        time.sleep(max(0, pause - (time.perf_counter() - began)))
    return statistics.median(called), statistics.median(shown)


def comm(kernel, cell):
    """Milliseconds from a message of a comm to the kernel's answer on it; null where a kernel has no comms."""
    status = kernel.run(cell)[2]
    if status != "ok":
        return None
    send = lambda kind, content: kernel.client.shell_channel.send(kernel.client.session.msg(kind, content))
    send("comm_open", {"comm_id": "bench", "target_name": "echo", "data": {}})
    times = []
    for number in range(60):
        began = time.perf_counter()
        send("comm_msg", {"comm_id": "bench", "data": {"number": number}})
        while True:
            message = kernel.client.get_iopub_msg(timeout=PATIENCE)
            if message["msg_type"] == "comm_close":
                return None
            if message["msg_type"] == "comm_msg" and message["content"]["data"].get("number") == number:
                break
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def interrupt(name, code):
    kernel = Kernel(name)
    try:
        request = kernel.client.execute(code)
        kernel.until_go(request)
        time.sleep(0.1)
        began = time.perf_counter()
        kernel.manager.interrupt_kernel()
        deadline = began + 6
        while True:
            try:
                kernel.until_idle(request, min(deadline, time.perf_counter() + 0.5))
                break
            except queue.Empty:
                if time.perf_counter() > deadline or not kernel.manager.is_alive():
                    return None
        return 1000 * (time.perf_counter() - began)
    except queue.Empty:
        return None
    finally:
        kernel.close()


def late(kernel, snippets):
    """1 if the output of a timer comes to the cell that set it, while a later cell runs."""
    request = kernel.client.execute(snippets["late"])
    kernel.until_idle(request, time.perf_counter() + PATIENCE)
    kernel.client.execute(snippets["pause"])
    deadline = time.perf_counter() + 3
    while True:
        message = kernel.client.get_iopub_msg(timeout=max(0.01, deadline - time.perf_counter()))
        if message["msg_type"] == "stream" and "late" in message["content"]["text"]:
            return 1 if message["parent_header"].get("msg_id") == request else 0


def crash(name, snippets, pause):
    """Milliseconds from the error of the cell that ended its process to the value of the next one."""
    kernel = Kernel(name)
    try:
        kernel.run("1+1")
        times = []
        for _ in range(3):
            time.sleep(pause)
            kernel.run(snippets["crash"], 5)
            seconds, _, status = kernel.run("1+1", 5)
            if status != "ok":
                return None
            times.append(1000 * seconds)
        return statistics.median(times)
    except queue.Empty:
        return None
    finally:
        kernel.close()


def answers(names, snippets, result, node):
    """What one started kernel of each kind is asked: distinct cells, a loop, completions, late output, a comm, a slider."""
    kernels = {name: Kernel(name) for name in names}
    for name, kernel in kernels.items():
        never(lambda: kernel.run("1+1"))
        time.sleep(0.5)
        result[name]["memory"] = kernel.memory()
    time.sleep(6)
    for name, kernel in kernels.items():
        result[name]["memory idle"] = kernel.memory()
    warm(kernels, snippets, result)
    for name, kernel in kernels.items():
        if names[name] == "nothing":
            # Any comm: what it prints is what the messages alone take.
            result[name].update(never(lambda: moves(kernel, "none")) or {})
            kernel.close()
            continue
        code, values = snippets[name], result[name]
        values.update(never(lambda: loop(kernel, code["loop"], node if name == "ansatz" else None)) or {"loop": None})
        values.update(never(lambda: completion(kernel, code)) or {})
        values["late"] = never(lambda: late(kernel, code))
        values["comm"] = never(lambda: comm(kernel, ECHOES[names[name]]))
        values.update({"slider": None, "slider from rest": None, "slider shown": None})
        values.update(never(lambda: slider(kernel, COMMS[names[name]])) or {})
        time.sleep(1)
        kernel.close()


def floods(names, snippets, result):
    for name in names:
        values = result[name]
        for lines, patience in [(20_000, 15), (1_000_000, 30)]:
            kernel = Kernel(name)
            seconds, hidden, lost = never(lambda: flood(kernel, snippets[name], lines, patience)) or (None, None, None)
            values[f"{lines} lines"], values[f"{lines} hidden"], values[f"{lines} lost"] = seconds, hidden, lost
            kernel.close()


def interrupts(names, snippets, result):
    for name in names:
        for rung, cell in snippets[name]["interrupts"].items():
            result[name][f"interrupt {rung}"] = interrupt(name, cell)


def crashes(names, snippets, result):
    for name in names:
        result[name]["crash"] = crash(name, snippets[name], 0)
        result[name]["crash later"] = crash(name, snippets[name], 5)


PARTS = {"start": starts, "answers": answers, "flood": floods, "interrupt": interrupts, "crash": crashes}


def main(setup):
    names = setup["kernels"]
    snippets = {name: SNIPPETS[language] for name, language in names.items()}
    result = {name: {} for name in names}
    for part in setup["parts"] or PARTS:
        if part == "start":
            starts(names, snippets, result)
        elif part == "answers":
            answers(names, snippets, result, setup["node"])
        else:
            PARTS[part]([name for name in names if names[name] != "nothing"], snippets, result)
    print(json.dumps(result))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
