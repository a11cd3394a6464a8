"""Runs a notebook through the Ansatz kernel with nbclient, showing progress, and writes the .ipynb and an .html.

    python run_notebook.py NOTEBOOK OUTPUT_FOLDER [--keep]

The exit code is 0 only when every cell ran without an error. The kernel works in OUTPUT_FOLDER, so that files that the
notebook makes (its study) land there. With --keep, NOTEBOOK itself gets the outputs, for readers who do not run it.
"""

import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbconvert import HTMLExporter

SECONDS_PER_CELL = 600

# What pages that only show notebooks can show, such as those of GitHub.
KEPT = {"image/svg+xml", "text/plain"}


class Terminal:
    """One line that is redrawn in place on a terminal, and printed now and then elsewhere."""

    def __init__(self):
        self.live = sys.stderr.isatty()
        self.width = 0
        self.last_printed = 0.0

    def status(self, text):
        text = text.strip().splitlines()[0][:110]
        if self.live:
            sys.stderr.write("\r" + text.ljust(self.width))
            self.width = len(text)
        elif time.monotonic() - self.last_printed > 10:
            sys.stderr.write(f"      {text}\n")
            self.last_printed = time.monotonic()
        sys.stderr.flush()

    def line(self, text):
        if self.live and self.width:
            sys.stderr.write("\r" + " " * self.width + "\r")
            self.width = 0
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


class WatchedClient(NotebookClient):
    """An nbclient that shows on the terminal which cell runs and what its live display says."""

    terminal = Terminal()

    def process_message(self, msg, cell, cell_index):
        data = msg["content"].get("data", {}) if msg["msg_type"] == "update_display_data" else {}
        # Progress is shown as HTML with a plain twin; a plot's plain text ("a Vega-Lite plot") is no news.
        if "text/html" in data:
            self.terminal.status("      " + "".join(data.get("text/plain", "")))
        return super().process_message(msg, cell, cell_index)


def title(cells, index):
    """The heading above a code cell, or its first line."""
    for cell in reversed(cells[:index]):
        found = re.search(r"^#+\s+(.*)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
        if found:
            return found.group(1)
    return (cells[index].source.strip().splitlines() or [""])[0]


def execute(notebook, folder):
    code = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source.strip()]
    started = {}

    def on_start(cell, cell_index):
        started[cell_index] = time.monotonic()
        client.terminal.status(f"[{code.index(cell_index) + 1}/{len(code)}] {title(notebook.cells, cell_index)} …")

    def on_end(cell, cell_index, execute_reply):
        seconds = time.monotonic() - started[cell_index]
        mark = "ok" if execute_reply["content"]["status"] == "ok" else "FAILED"
        number = code.index(cell_index) + 1
        client.terminal.line(f"[{number}/{len(code)}] {title(notebook.cells, cell_index)}: {mark}, {seconds:.1f} s")

    client = WatchedClient(
        notebook,
        kernel_name="ansatz",
        timeout=SECONDS_PER_CELL,
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=lambda cell, cell_index: on_start(cell, cell_index) if cell_index in code else None,
        on_cell_executed=lambda cell, cell_index, execute_reply: on_end(cell, cell_index, execute_reply),
    )
    client.execute()


def without_network(html):
    """Takes out what nbconvert's template loads from elsewhere (MathJax, RequireJS, Mermaid): the page then needs nothing."""
    html = re.sub(r'<script[^>]*\ssrc="https?://[^"]*"[^>]*>\s*</script>', "", html)
    html = re.sub(r'<script[^>]*type="module"[^>]*>(?:(?!</script>).)*https?://(?:(?!</script>).)*</script>', "", html, flags=re.S)
    return re.sub(r'<link[^>]*\shref="https?://[^"]*"[^>]*>', "", html)


def write(notebook, source, folder):
    nbformat.write(notebook, folder / source.name)
    html, _ = HTMLExporter(embed_images=True).from_notebook_node(notebook, {"metadata": {"name": source.stem}})
    (folder / f"{source.stem}.html").write_text(without_network(html), encoding="utf-8")


def keep(notebook, source):
    """Writes the notebook with its pictures and texts, without what needs a script or differs from run to run."""
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if "data" in output:
                output["data"] = {mime: data for mime, data in output["data"].items() if mime in KEPT}
                output["metadata"] = {}
    notebook.metadata = nbformat.read(source, as_version=4).metadata
    nbformat.write(notebook, source)


def closing_text(notebook):
    """What the last code cell printed: the notebook's own summary."""
    for cell in reversed(notebook.cells):
        if cell.cell_type == "code":
            return "".join(output.text for output in cell.outputs if output.output_type == "stream")
    return ""


def main(source, folder, *options):
    notebook = nbformat.read(source, as_version=4)
    try:
        execute(notebook, folder)
        failed = 0
    except (CellExecutionError, DeadKernelError) as error:
        sys.stderr.write(f"\n{error}\n")
        failed = 1
    write(notebook, source, folder)
    if failed == 0 and "--keep" in options:
        keep(notebook, source)
    print(closing_text(notebook).rstrip())
    return failed


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))
