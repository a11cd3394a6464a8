"""Starts the kernel with CurveZMQ keys, as a Jupyter server does that requires encryption, and prints a cell's value."""

from jupyter_client.manager import KernelManager

manager = KernelManager(kernel_name="ansatz", transport_encryption="required")
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=30)
shown = []
client.execute_interactive("1 + 1", timeout=30, output_hook=shown.append)
print("value:", [m["content"]["data"]["text/plain"] for m in shown if m["msg_type"] == "execute_result"])
print("encrypted:", manager.get_connection_info().get("curve_publickey") is not None)
client.stop_channels()
manager.shutdown_kernel()
