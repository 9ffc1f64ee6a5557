#!/usr/bin/env python3
"""A witness of logs over HTTP on loopback: c2sp.org/tlog-witness, sharing no code with the program.

    tools/independent/witness.py NAME LOG_VKEY   prints its own key and its address, then serves

What it signed it remembers only as long as it runs: it is for trying the protocol.
"""

import base64
import hashlib
import http.server
import os
import sys
import time

from nacl.signing import SigningKey

import keys
import tree


class Witness:
    def __init__(self, name, log):
        self.name, self.signer = name, SigningKey(os.environ.get("SEED", "w" * 32).encode()[:32])
        public = b"\4" + bytes(self.signer.verify_key)
        self.hint = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
        self.vkey = f"{name}+{self.hint.hex()}+{base64.b64encode(public).decode()}"
        parts = log.split("+", 2)
        self.origin, self.log_key = parts[0], keys.unbase64(parts[2])[1:]
        self.last = (0, tree.EMPTY)

    def add_checkpoint(self, body):
        """Status and body of the answer."""
        head, _, text = body.partition("\n\n")
        lines = head.split("\n")
        try:
            old = int(lines[0].removeprefix("old "))
            proof = [keys.unbase64(line) for line in lines[1:]]
            checkpoint = keys.Checkpoint(text)
        except ValueError as error:
            return 400, f"{error}\n"
        if checkpoint.origin != self.origin:
            return 404, "unknown log\n"
        if not checkpoint.is_signed([self.log_key]):
            return 403, "not signed by the log\n"
        if old > checkpoint.size:
            return 400, "old is greater than the size\n"
        if old != self.last[0]:
            return 409, f"{self.last[0]}\n"
        if not consistent(old, checkpoint.size, proof, self.last[1], checkpoint.root):
            return 422, "not consistent\n"
        self.last = (checkpoint.size, checkpoint.root)
        now = int(time.time()).to_bytes(8, "big")
        signature = self.signer.sign(keys.cosigned(now, checkpoint.body)).signature
        line = base64.b64encode(self.hint + now + signature).decode()
        return 200, f"\u2014 {self.name} {line}\n"


def consistent(old, size, proof, old_root, root):
    """RFC 9162 section 2.1.4.2."""
    if old == 0:
        return not proof
    if old == size:
        return not proof and old_root == root
    if old & (old - 1) == 0:
        proof = [old_root] + proof
    if not proof:
        return False
    first, last = old - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    small = large = proof[0]
    for step in proof[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            small, large = tree.node(step, small), tree.node(step, large)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            large = tree.node(large, step)
        first, last = first >> 1, last >> 1
    return last == 0 and small == old_root and large == root


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    witness = Witness(sys.argv[1], sys.argv[2])

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            status, text = (404, "")
            if self.path == "/add-checkpoint":
                status, text = witness.add_checkpoint(body)
            data = text.encode()
            self.send_response(status)
            kind = "text/x.tlog.size" if status == 409 else "text/plain"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    print(witness.vkey, f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
