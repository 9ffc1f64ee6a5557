"""Redis with its append-only file synchronised at every command: records in a stream."""

import os
import sys

import redis

from measure import (
    BATCH, RUNS, Server, answer, arguments, disk, free_port, libraries, process, rate, record)

directory, root = arguments()
port = free_port()
client = redis.Redis(port=port)


def is_ready():
    try:
        return client.ping()
    except redis.ConnectionError:
        return False


server = Server(
    [f"{root}/usr/bin/redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir",
     directory, "--appendonly", "yes", "--appendfsync", "always", "--save", ""], is_ready,
    env=libraries(root))
try:
    append = rate(lambda number: client.xadd("metrics", record(number)))
    before = disk(os.path.join(directory, "appendonlydir"))

    def batch(number):
        pipeline = client.pipeline(transaction=False)
        for step in range(BATCH):
            pipeline.xadd("metrics", record(number * BATCH + step))
        pipeline.execute()

    done = client.xlen("metrics")
    bulk = BATCH * rate(batch, most=100)
    size = (disk(os.path.join(directory, "appendonlydir")) - before) / (
        client.xlen("metrics") - done)
    pipeline = client.pipeline(transaction=False)
    for number in range(RUNS):
        pipeline.hset(f"run:{number}", mapping={"status": "finished", "at": number})
        pipeline.zadd("runs", {f"run:{number}": number})
    pipeline.execute()
    listing = f"""
import redis
client = redis.Redis(port={port})
pipeline = client.pipeline(transaction=False)
for name in client.zrange("runs", 0, -1):
    pipeline.hgetall(name)
assert len(pipeline.execute()) == {RUNS}
"""
    answer(
        client.info()["redis_version"], "synced", append=append, bulk=bulk,
        list_ms=process([sys.executable, "-c", listing]), start_ms=server.start_ms, bytes=size)
finally:
    server.end()
