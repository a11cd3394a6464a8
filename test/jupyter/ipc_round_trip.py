"""Starts the kernel on sockets of the file system and prints a cell's value and whether the heart beats."""

from jupyter_client.manager import KernelManager

manager = KernelManager(kernel_name="ansatz", transport="ipc")
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=30)
shown = []
client.execute_interactive("1 + 1", timeout=30, output_hook=shown.append)
print("value:", [m["content"]["data"]["text/plain"] for m in shown if m["msg_type"] == "execute_result"])
print("transport:", manager.get_connection_info()["transport"], "alive:", client.hb_channel.is_beating())
client.stop_channels()
manager.shutdown_kernel()
