"""NATS JetStream with file storage, each message acknowledged.

This version synchronises every two minutes and cannot be told to do it for each message.
"""

import asyncio
import json
import os
import subprocess
import time

import nats

from measure import BATCH, Server, answer, arguments, disk, free_port, record

directory, root = arguments()
program = f"{root}/usr/sbin/nats-server"
port = free_port()


def is_ready():
    async def connect():
        client = await nats.connect(f"nats://127.0.0.1:{port}", connect_timeout=1,
                                    allow_reconnect=False)
        await client.close()
    try:
        asyncio.run(connect())
        return True
    except Exception:  # The client has many kinds of refusal while nobody listens.
        return False


async def work():
    client = await nats.connect(f"nats://127.0.0.1:{port}")
    stream = client.jetstream()
    await stream.add_stream(name="metrics", subjects=["metrics"])

    async def publish(number):
        await stream.publish("metrics", json.dumps(record(number)).encode())

    times = []
    for number in range(1000):
        start = time.perf_counter()
        await publish(number)
        times.append(time.perf_counter() - start)
    append = 1 / sorted(times)[len(times) // 2]
    before, first = disk(directory), time.perf_counter()
    for batch in range(20):
        numbers = range(batch * BATCH, (batch + 1) * BATCH)
        await asyncio.gather(*(publish(number) for number in numbers))
    bulk = 20 * BATCH / (time.perf_counter() - first)
    size = (disk(directory) - before) / (20 * BATCH)
    await client.close()
    return append, bulk, size


server = Server(
    [program, "-js", "-a", "127.0.0.1", "-p", str(port), "-sd", os.path.join(directory, "store")],
    is_ready)
try:
    append, bulk, size = asyncio.run(work())
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    answer(
        version.stdout.split("v")[-1].strip(), "written, synced every 2 min", append=append,
        bulk=bulk, start_ms=server.start_ms, bytes=size)
finally:
    server.end()
