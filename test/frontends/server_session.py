"""A web client: drives the kernel through a Jupyter server's REST and WebSocket interface; prints what it saw as JSON."""

import json
import os
import socket
import subprocess
import sys
import time
import uuid

import requests
import websocket

token = uuid.uuid4().hex
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
base = f"http://127.0.0.1:{port}"
auth = {"Authorization": f"token {token}"}
server = subprocess.Popen(
    [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0",
     f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={os.getcwd()}"],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)


def call(method, path, **options):
    reply = requests.request(method, f"{base}/api/{path}", headers=auth, timeout=60, **options)
    reply.raise_for_status()
    return reply.json() if reply.content else None


def wait_for_server():
    for _ in range(300):
        try:
            return call("GET", "status")
        except requests.RequestException:
            time.sleep(0.1)
    raise SystemExit("the server never answered")


def execute(socket, code, during=None):
    """Runs a cell; everything that its request caused, until idle and the reply."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "session": uuid.uuid4().hex, "username": "", "version": "5.3", "date": ""}
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
    socket.send(json.dumps({"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": []}))
    seen, replied, idle = [], False, False
    while not (replied and idle):
        message = json.loads(socket.recv())
        if message["parent_header"].get("msg_id") != header["msg_id"]:
            continue
        seen.append({"type": message["msg_type"], "content": message["content"]})
        replied = replied or message["msg_type"] == "execute_reply"
        idle = idle or message["content"].get("execution_state") == "idle"
        if during and message["msg_type"] == "stream":
            during()
            during = None
    return seen


def connect(kernel):
    return websocket.create_connection(f"ws://127.0.0.1:{port}/api/kernels/{kernel}/channels", header=[f"Authorization: token {token}"], timeout=60)


try:
    wait_for_server()
    spec = call("GET", "kernelspecs")["kernelspecs"]["ansatz"]
    logos = {name: requests.get(base + path, headers=auth, timeout=30).content[:8].hex() for name, path in spec["resources"].items()}
    session = call("POST", "sessions", json={"path": "a.ipynb", "name": "a", "type": "notebook", "kernel": {"name": "ansatz"}})
    kernel = session["kernel"]["id"]
    channels = connect(kernel)
    first = execute(channels, "console.log('hello'); var kept = 1; kept + 1")
    stopped = execute(channels, "console.log('on'); while (true) {}", lambda: call("POST", f"kernels/{kernel}/interrupt"))
    after = execute(channels, "kept")
    call("POST", f"kernels/{kernel}/restart")
    channels.close()
    channels = connect(kernel)
    fresh = execute(channels, "typeof kept")
    state = call("GET", f"kernels/{kernel}")["execution_state"]
    call("DELETE", f"sessions/{session['id']}")
    print(json.dumps({"spec": spec, "logos": logos, "first": first, "stopped": stopped, "after": after, "fresh": fresh,
                      "state": state, "left": len(call("GET", "kernels"))}))
finally:
    server.terminate()
    server.wait(20)
