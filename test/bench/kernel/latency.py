"""Times kernels side by side: spawn to first result, and the round trip of a warm, distinct cell.

    python latency.py ansatz python3      prints one JSON object: {kernel: {"start": s, "warm": ms}}

The kernels take turns in every repetition, so that a busy moment of the machine hits all of them.
"""

import json
import statistics
import sys
import time

from jupyter_client.manager import start_new_kernel

STARTS = 5
CELLS = 200


def run(client, code):
    message_id = client.execute(code)
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != message_id:
            continue
        if message["msg_type"] == "error":
            raise RuntimeError(message["content"]["evalue"])
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            break
    client.get_shell_msg(timeout=60)


def time_start(kernel):
    began = time.perf_counter()
    manager, client = start_new_kernel(kernel_name=kernel)
    run(client, "1+1")
    return time.perf_counter() - began, manager, client


def main(kernels):
    starts = {kernel: [] for kernel in kernels}
    warm = {kernel: [] for kernel in kernels}
    for _ in range(STARTS):
        running = {}
        for kernel in kernels:
            seconds, manager, client = time_start(kernel)
            starts[kernel].append(seconds)
            running[kernel] = (manager, client)
        for cell in range(CELLS // STARTS):
            for kernel, (_, client) in running.items():
                began = time.perf_counter()
                run(client, f"1+1+{cell}")
                warm[kernel].append((time.perf_counter() - began) * 1000)
        for manager, client in running.values():
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    print(
        json.dumps(
            {k: {"start": statistics.median(starts[k]), "warm": statistics.median(warm[k])} for k in kernels}
        )
    )


if __name__ == "__main__":
    main(sys.argv[1:])
