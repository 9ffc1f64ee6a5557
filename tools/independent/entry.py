"""One entry, from its bytes (ledger/FORMAT.md sections 3 and 4)."""

import hashlib

import cbor2

import cbor

PROTECTED = bytes.fromhex("a3012703") + cbor2.dumps("application/vnd.runledger.entry+cbor")


class Future(Exception):
    """An entry of a later format."""


class Entry:
    """Raises Malformed or Future when the bytes are no entry of format 1."""

    def __init__(self, data):
        if len(data) > 65535:
            raise cbor.Malformed("an entry is too long")
        outer = cbor.Reader(data)
        if outer.expect(6) != 18:
            raise cbor.Malformed("not a COSE_Sign1")
        outer.array(4)
        protected = outer.bytes_()
        head = PROTECTED + b"\x04\x50"
        if len(protected) != len(head) + 16 or not protected.startswith(head):
            raise cbor.Malformed("another protected header")
        self.kid = protected[-16:]
        if outer.expect(5) != 0:
            raise cbor.Malformed("an unprotected header")
        body = outer.bytes_()
        self.signature = outer.bytes_(64)
        outer.finish()
        self.message = cbor2.dumps(["Signature1", protected, b"", body])
        self.read(body)

    def read(self, body):
        if self.version(body) > 1:
            raise Future()
        reader = cbor.Reader(body)
        if reader.expect(5) != 8:
            raise cbor.Malformed("a body has eight pairs")
        self.key(reader, 0)
        if reader.uint() != 1:
            raise cbor.Malformed("another format")
        self.key(reader, 1)
        self.origin = reader.text(1, 200)
        self.key(reader, 2)
        self.command_id = reader.bytes_(16)
        self.key(reader, 3)
        reader.array(2)
        self.seen = (reader.uint(), reader.bytes_(32))
        self.key(reader, 4)
        reader.array(2)
        self.author = (reader.uint(), reader.bytes_(32))
        self.key(reader, 5)
        reader.int_()
        self.key(reader, 6)
        reader.array(2)
        start = reader.at
        self.command = reader.text(1, 64)
        self.arguments = self.payload(reader)
        # The name and the payload as they stand: nothing is encoded again.
        self.digest = hashlib.sha256(
            b"\x83\x50" + self.kid + body[start : reader.at]
        ).digest()
        self.key(reader, 7)
        count = reader.expect(4)
        if count > 1000:
            raise cbor.Malformed("too many events")
        self.streams = []
        self.events = [self.event(reader, ordinal) for ordinal in range(count)]
        reader.finish()

    @staticmethod
    def version(body):
        try:
            reader = cbor.Reader(body)
            reader.expect(5)
            if reader.uint() != 0:
                return 0
            return reader.uint()
        except cbor.Malformed:
            return 0

    @staticmethod
    def key(reader, number):
        if reader.uint() != number:
            raise cbor.Malformed("another key was expected")

    @staticmethod
    def payload(reader):
        """("inline", bytes of the map) or ("detached", commitment)."""
        start = reader.at
        major = reader.head()[0]
        reader.at = start
        if major == 5:
            reader.value()
            return "inline", reader.data[start : reader.at]
        reader.array(2)
        commitment = reader.bytes_(32)
        reader.uint()
        return "detached", commitment

    def event(self, reader, ordinal):
        reader.array(6)
        kind = reader.text(1, 64)
        version = reader.uint()
        if version == 0:
            raise cbor.Malformed("version 0 of an event")
        self.streams.append(reader.text(1, 200))
        reader.text(0, 64)
        start = reader.at
        major, number, info = reader.head()
        if (major, info) != (7, 22):
            reader.at = start
            if reader.uint() >= ordinal:
                raise cbor.Malformed("a cause that is no earlier event")
        return kind, version, self.payload(reader)
