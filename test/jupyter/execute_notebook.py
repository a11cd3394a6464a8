"""Runs a notebook with nbclient and prints what came of it as JSON: outputs per cell, and the error if there was one.

python execute_notebook.py NOTEBOOK [--kernel NAME] [--allow-errors] [--timeout SECONDS]
"""

import argparse
import json

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

parser = argparse.ArgumentParser()
parser.add_argument("notebook")
parser.add_argument("--kernel", default="ansatz")
parser.add_argument("--allow-errors", action="store_true")
parser.add_argument("--timeout", type=int, default=60)
parser.add_argument("--interrupt-on-timeout", action="store_true")
options = parser.parse_args()

notebook = nbformat.read(options.notebook, as_version=4)
client = NotebookClient(
    notebook,
    kernel_name=options.kernel,
    timeout=options.timeout,
    allow_errors=options.allow_errors,
    interrupt_on_timeout=options.interrupt_on_timeout,
)
error = None
try:
    client.execute()
except (CellExecutionError, CellTimeoutError) as caught:
    error = {"kind": type(caught).__name__, "text": str(caught)}
nbformat.validate(notebook)
cells = [{"count": cell.execution_count, "outputs": cell.outputs} for cell in notebook.cells if cell.cell_type == "code"]
print(json.dumps({"cells": cells, "error": error}))
