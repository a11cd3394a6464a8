"""Starts the kernel as a launcher of JEP 66 does: it writes only a registration file, learns the ports from the kernel
itself, and then uses it as any client would.

python registration_launcher.py   (the kernelspec `ansatz` must be found)
"""

import hashlib
import hmac
import json
import subprocess
import tempfile
import uuid
from pathlib import Path

import zmq
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager

key = uuid.uuid4().hex
kernel_id = str(uuid.uuid4())
context = zmq.Context()
registration = context.socket(zmq.ROUTER)
port = registration.bind_to_random_port("tcp://127.0.0.1")

with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / f"kernel-{kernel_id}.json"
    file.write_text(
        json.dumps(
            {
                "transport": "tcp",
                "ip": "127.0.0.1",
                "signature_scheme": "hmac-sha256",
                "key": key,
                "registration_port": port,
            }
        )
    )
    argv = KernelSpecManager().get_kernel_spec("ansatz").argv
    kernel = subprocess.Popen([part.replace("{connection_file}", str(file)) for part in argv], cwd=folder)
    if not registration.poll(30_000):
        raise TimeoutError("the kernel did not register")
    identity, delimiter, signature, content = registration.recv_multipart()
    expected = hmac.new(key.encode(), content, hashlib.sha256).hexdigest().encode()
    if delimiter != b"<IDS|MSG>" or not hmac.compare_digest(signature, expected):
        raise ValueError("the registration is not signed as the protocol asks")
    facts = json.loads(content)
    registration.send_multipart([identity, b"ACK"])
    print("registered:", facts["kernel_id"] == kernel_id)

    client = BlockingKernelClient()
    ports = {name: value for name, value in facts.items() if name.endswith("_port")}
    client.load_connection_info(
        {"transport": "tcp", "ip": "127.0.0.1", "signature_scheme": "hmac-sha256", "key": key, **ports}
    )
    client.start_channels()
    client.wait_for_ready(timeout=30)
    print("implementation:", client.kernel_info(reply=True, timeout=30)["content"]["implementation"])
    shown = []
    client.execute_interactive("const six = 6; six * 7", timeout=30, output_hook=shown.append)
    print("value:", [m["content"]["data"]["text/plain"] for m in shown if m["msg_type"] == "execute_result"])
    print("alive:", client.is_alive())
    client.shutdown()
    print("ended:", kernel.wait(timeout=10))
    client.stop_channels()
registration.close(linger=0)
context.term()
