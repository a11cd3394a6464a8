"""Serves a notebook with Voila, and prints the page and the outputs of cells in it as JSON.

python voila_page.py NOTEBOOK
"""

import json
import re
import socket
import subprocess
import sys
import time
import urllib.request

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]

server = subprocess.Popen(
    [sys.executable, "-m", "voila", sys.argv[1], "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"],
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)
try:
    page = None
    for _ in range(600):
        try:
            page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60).read().decode()
            break
        except (ConnectionError, urllib.error.URLError):
            time.sleep(0.1)
finally:
    server.terminate()
    server.wait()

outputs = re.findall(r'<script type="application/vnd.voila.cell-output\+json">(.*?)</script>', page, flags=re.S)
print(json.dumps({"page": page, "outputs": [json.loads(output)["data"] for output in outputs]}))
