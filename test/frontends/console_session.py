"""A reader at a terminal: drives `jupyter console` on a pseudo-terminal and prints what each step showed, as JSON."""

import json
import os
import re
import sys
import time

import pexpect

console = [sys.executable, "-m", "jupyter_console", "--kernel", "ansatz"]
child = pexpect.spawn(console[0], console[1:], encoding="utf8", timeout=30, dimensions=(40, 120), env={**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"})
escapes = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]|\x07|\r")
seen = ""
steps = {}


def wait_for(pattern, step, again=""):
    """Reads until the text on the screen since the last step matches; the terminal's escapes are left out.

    `again` is typed every three seconds: a console waits a second for a completion, which a busy machine may not keep.
    Then it shows an exception of its own and wants the Enter key."""
    global seen
    started = time.time()
    typed = 0
    while time.time() < started + 30:
        found = re.search(pattern, seen, re.DOTALL)
        if found:
            steps[step] = found.group(0)
            seen = seen[found.end() :]
            return
        try:
            seen += escapes.sub("", child.read_nonblocking(65536, timeout=1))
        except pexpect.TIMEOUT:
            if again and time.time() > started + 3 * (typed + 1):
                typed += 1
                if "Press ENTER" in seen:
                    seen = ""
                    child.send("\r")
                else:
                    child.send(again)
    raise SystemExit(f"step {step!r} never showed {pattern!r}; the screen: {seen[-2000:]!r}")


def enter(text):
    child.send(text)
    time.sleep(0.3)
    child.send("\r")


wait_for(r"In \[1\]:", "banner")
enter("6 * 7")
wait_for(r"Out\[1\]: *42", "result")
wait_for(r"In \[2\]:", "prompt")
enter("for (let i = 0; i < 2; i++) {")
wait_for(r"\.\.\.:", "continuation")
enter("console.log('line', i) }")
time.sleep(0.5)
child.send("\r")
wait_for(r"line 0\nline 1", "multi-line")
wait_for(r"In \[3\]:", "prompt")
# The kernel loads TypeScript when nobody has asked for anything for a second.
time.sleep(3)
child.send("Math.cbr\t")
wait_for(r"cbrt", "completion", again="\t")
enter("(27)")
wait_for(r"Out\[3\]: *3", "completed")
wait_for(r"In \[4\]:", "prompt")
enter("console.log('spin' + 'ning'); while (true) {}")
wait_for(r"spinning", "busy")
child.sendintr()
wait_for(r"(?i)interrupted", "interrupt")
wait_for(r"In \[5\]:", "prompt")
enter("40 + 4")
wait_for(r"Out\[5\]: *44", "after the interrupt")
wait_for(r"In \[6\]:", "prompt")
child.sendeof()
time.sleep(0.5)
child.send("y\r")
try:
    child.expect(pexpect.EOF, timeout=20)
except pexpect.TIMEOUT:
    child.close(force=True)
print(json.dumps(steps))
