#!/usr/bin/env python3
"""Asks a witness over HTTP what it must answer and what it must refuse: c2sp.org/tlog-witness.

    tools/independent/asks.py URL LOG_VKEY WITNESS_VKEY
"""

import base64
import hashlib
import http.client
import socket
import sys
import time
from urllib.parse import urlsplit

import keys


def main():
    if len(sys.argv) != 4:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    url, log, vkey = urlsplit(sys.argv[1]), sys.argv[2], sys.argv[3]
    origin = log.split("+", 2)[0]

    def ask(method, path, body=None, timeout=10):
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=timeout)
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type"), answer.read().decode()

    place = "/" + hashlib.sha256(origin.encode()).hexdigest() + "/checkpoint"
    status, _, last = ask("GET", place)
    assert status == 200, status
    checkpoint = keys.Checkpoint(last)
    log_key = keys.verifier_key(log, 1)[2]
    assert checkpoint.origin == origin and checkpoint.is_signed([log_key])

    # The same head again is signed again, with no proof.
    status, _, line = ask("POST", "/add-checkpoint", f"old {checkpoint.size}\n\n{last}".encode())
    assert status == 200, (status, line)
    name, hint, public = keys.verifier_key(vkey, 4)
    who, mine, sig = keys.Note.line(line.encode().rstrip(b"\n"))
    assert (who.encode(), mine) == (name, hint)
    assert keys.verifies(public, sig[8:], keys.cosigned(sig[:8], checkpoint.body))

    # Whoever is behind hears the size that was signed.
    status, kind, size = ask("POST", "/add-checkpoint", f"old 1\n\n{last}".encode())
    assert (status, kind, size) == (409, "text/x.tlog.size", f"{checkpoint.size}\n"), (status, kind)

    other = base64.b64encode(hashlib.sha256(b"another history").digest()).decode()
    changed = last.replace(base64.b64encode(checkpoint.root).decode(), other)
    wanted = {
        f"old {checkpoint.size}\n\n{changed}": 403,
        f"old {checkpoint.size + 1}\n\n{last}": 400,
        f"old {checkpoint.size}\n{other}\n\n{last}": 422,
        f"old 0{checkpoint.size}\n\n{last}": 400,
        f"old {checkpoint.size}\n\n{last.replace(origin, 'example.com/none')}": 404,
        "": 400,
        "old 0\n" + f"{other}\n" * 64 + f"\n{last}": 400,
    }
    for body, status in wanted.items():
        found = ask("POST", "/add-checkpoint", body.encode())[0]
        assert found == status, (status, found, body[:40])
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=10)
    connection.putrequest("POST", "/add-checkpoint")
    connection.putheader("Content-Length", str(1 << 30))
    connection.endheaders()
    assert connection.getresponse().status == 413
    assert ask("GET", "/add-checkpoint")[0] == 405
    assert ask("GET", "/../keys")[0] == 404
    assert ask("GET", "/" + "0" * 64 + "/checkpoint")[0] == 404
    broken = [
        b"nonsense\r\n\r\n", b"\0\xff" * 40 + b"\r\n\r\n", b"GET / HTTP/1.1\nHost: x\n\n", b"", b"POST",
        b"GET / HTTP/3\r\n\r\n", b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 5\r\n\r\nold",
        b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST /add-checkpoint HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 5\r\n\r\n\xff\xff\xff\xff\xff",
        b"GET /" + b"a" * 20_000,
    ]
    for request in broken:
        with socket.create_connection((url.hostname, url.port), timeout=10) as line:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            assert line.recv(100).startswith(b"HTTP/1.1 400 "), request[:40]
    # Who sends nothing, or a byte now and then, holds up nobody for long.
    began = time.monotonic()
    stuck = socket.create_connection((url.hostname, url.port))
    slow = socket.create_connection((url.hostname, url.port))
    slow.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 100\r\n\r\nold")
    assert ask("GET", place, timeout=30)[0] == 200
    assert time.monotonic() - began < 15, time.monotonic() - began
    stuck.close()
    slow.close()
    count = len(wanted) + len(broken) + 8
    print(f"a witness of the program answers {count} requests as the protocol has it")


if __name__ == "__main__":
    main()
