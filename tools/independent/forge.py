"""Logs that are wrong in one way and signed all the same, made of nothing but ledger/FORMAT.md.

Whoever has keys can sign whatever he likes: another structure of CBOR, other fields, other events,
another checkpoint. Every case is a log of its own, with the derived rows that follow from it.
"""

import base64
import copy
import hashlib
import os
import random

import cbor2
import lmdb
from nacl import bindings
from nacl.signing import SigningKey

import keys
import verify
from entry import PROTECTED

ORIGIN = "example.com/ledger"
LOG, ADMIN, RUNNER, OTHER = (SigningKey(bytes([number]) * 32) for number in range(1, 5))
ORDER = 2**252 + 27742317777372353535851937790883648493
# Points of small order, and one that is not in its canonical encoding.
SMALL = [
    bytes.fromhex(text) for text in (
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
    )
]
# Encodings that may stand where another is meant; most are not deterministic, or no CBOR at all.
FRAGMENTS = """
    00 01 17 1817 1818 18ff 190018 190100 1a00000100 1b0000000000000001 1b7fffffffffffffff
    1b8000000000000000 1bffffffffffffffff 20 3817 3b7fffffffffffffff 3b8000000000000000
    3bffffffffffffffff c249010000000000000000 c1190100 d87800 f90000 f98000 f93e00 fa3fc00000
    fa47c35000 fb3ff8000000000000 fb3ff199999999999a fb7ff0000000000000 f97c00 f97e00 f97e01
    fa7fc00000 fb7ff8000000000000 f4 f5 f6 f7 e0 f3 f8ff f820 f814 40 4100 58200000 580100 5fff
    5f4100ff 60 6100 6161 7801610a 61ff 62c080 63eda080 64f09f9880 7fff 80 8100 9fff 9801 a0 a10000
    a1616100 a2616100616101 a2616200616100 a2616100616200 a2626161006162f6 a1f600 a14100f6 bfff ff
    1c 5c 7c 9c bc fc 81 a1 a16161 59010000 d2a0
""".split()


def bstr(data):
    return cbor2.dumps(data)


def nested(depth):
    """A map within which there are so many maps, itself the first, and a scalar."""
    return b"\xa1\x61a" * depth + b"\x00"


class Draft:
    """An entry in parts, each of which may be replaced by any bytes."""

    def __init__(self, log, signer, command, events, arguments=b"\xa0"):
        kid = keys.kid(bytes(signer.verify_key))
        size, root = len(log.tree.leaves), log.tree.root()
        self.signer = signer
        self.tag, self.outer, self.unprotected, self.head = b"\xd2", b"\x84", b"\xa0", b"\xa8"
        self.protected = PROTECTED + b"\x04\x50" + kid
        self.tail, self.after, self.alter = b"", b"", lambda body: body
        self.fields = [
            b"\x01", cbor2.dumps(log.stated),
            bstr(hashlib.sha256(b"id %d" % size).digest()[:16]),
            b"\x82" + cbor2.dumps(size) + bstr(root),
            b"\x82" + b"".join(cbor2.dumps(x) for x in log.authors.get(kid, (0, bytes(32)))),
            cbor2.dumps(1_700_000_000_000_000_000 + size),
            b"\x82" + cbor2.dumps(command) + arguments,
            cbor2.dumps([0] * len(events))[: -len(events)] + b"".join(events)
            if events else b"\x80",
        ]
        self.numbers = [bytes([number]) for number in range(8)]
        self.sign = lambda message: self.signer.sign(message).signature

    def bytes(self):
        pairs = b"".join(number + field for number, field in zip(self.numbers, self.fields))
        body = self.alter(self.head + pairs + self.after)
        signature = self.sign(cbor2.dumps(["Signature1", self.protected, b"", body]))
        return (
            self.tag + self.outer + bstr(self.protected) + self.unprotected + bstr(body)
            + bstr(signature) + self.tail
        )


def event(kind, data=b"\xa0", version=b"\x01", stream=b"\x66ledger", by=b"\x60", cause=b"\xf6"):
    return b"\x86" + cbor2.dumps(kind) + version + stream + by + cause + data


def fact(kind, **fields):
    return event(kind, cbor2.dumps(fields, canonical=True))


def possession(origin, signer, role, until=None, public=None):
    public = public or bytes(signer.verify_key)
    end = b"" if until is None else b"\0" + until.to_bytes(8, "big")
    message = b"runledger/possession/v2\0" + origin.encode() + b"\0" + keys.kid(public)
    return signer.sign(message + role.encode() + end).signature


class Log(verify.Verification):
    """A log that takes whatever it is given, with what FORMAT makes of it."""

    def __init__(self, origin=ORIGIN, opening=None):
        super().__init__()
        self.stated, self.stored, self.blobs, self.spoil = origin, [], {}, lambda tables: None
        self.add(ADMIN, "open_ledger", opening or [self.opened(), fact("rules.adopted", revision=1)])
        self.enroll(RUNNER, "runner")
        self.add(ADMIN, "add_note", [self.note("first")])
        self.add(RUNNER, "finish_stage", [event("stage.finished")])

    def opened(self, **other):
        return fact("ledger.opened", **{
            "origin": self.stated, "log_key": bytes(LOG.verify_key),
            "admin_key": bytes(ADMIN.verify_key), "admin_label": "ada", **other})

    def enrolled(self, signer, role, **other):
        public = bytes(signer.verify_key)
        fields = {
            "kid": keys.kid(public), "public_key": public, "role": role, "label": "a key",
            "possession": possession(self.stated, signer, role), **other}
        return {name: value for name, value in fields.items() if value is not None}

    def enroll(self, signer, role):
        self.add(ADMIN, "enroll_key", [fact("key.enrolled", **self.enrolled(signer, role))])

    def note(self, text):
        return event("note.added", cbor2.dumps({"text": text}))

    def draft(self, signer, command, events, arguments=b"\xa0"):
        return Draft(self, signer, command, events, arguments)

    def add(self, signer, command, events, change=None, arguments=b"\xa0"):
        draft = self.draft(signer, command, events, arguments)
        if change:
            change(draft)
        self.append(draft.bytes())

    def append(self, data):
        if not self.stored:
            self.first(data)
        self.take(len(self.stored), data)
        self.stored.append(data)

    def checkpoint(self, size=None, root=None, origin=None, extra="", signer=LOG):
        size = len(self.stored) if size is None else size
        root = root if root is not None else self.tree.root()
        text = f"{self.stated if origin is None else origin}\n{size}\n"
        text += base64.b64encode(root).decode() + "\n" + extra
        return text + "\n" + signature_line(text, signer, self.stated)

    def write(self, path, checkpoint):
        """The log on disk, with the rows that follow from it, or what was made of them."""
        os.makedirs(os.path.join(path, "log"))
        environment = lmdb.open(
            os.path.join(path, "log"), max_dbs=8, map_size=1 << 26, sync=False, lock=False)
        meta = {b"frontier": self.tree.frontier(), b"authority": self.authority_row()}
        for key, (count, hash_) in self.authors.items():
            meta[b"author/" + key] = count.to_bytes(8, "big") + hash_
        if checkpoint is not None:
            meta[b"checkpoint"] = checkpoint
        entries = {
            index.to_bytes(8, "big"): data for index, data in enumerate(self.stored)}
        tables = {
            b"entries": entries, b"meta": meta, b"tiles": self.tree.tiles(), b"index": {},
            b"states": {}}
        self.spoil(tables)
        with environment.begin(write=True) as transaction:
            for name, rows in tables.items():
                table = environment.open_db(name, transaction)
                for key, value in rows.items():
                    transaction.put(key, value, db=table)
        environment.close()
        os.makedirs(os.path.join(path, "blobs/sha256"))
        for name, data in self.blobs.items():
            place = os.path.join(path, "blobs/sha256", name[:2])
            os.makedirs(place, exist_ok=True)
            with open(os.path.join(place, name[2:]), "wb") as file:
                file.write(data)


def signature_line(text, signer, name, kind=b"\1", sig=None):
    hint = hashlib.sha256(name.encode() + b"\n" + kind + bytes(signer.verify_key)).digest()[:4]
    sig = signer.sign(text.encode("utf-8", "surrogateescape")).signature if sig is None else sig
    return f"\u2014 {name} {base64.b64encode(hint + sig).decode()}\n"


def with_last(name, change=None, signer=ADMIN, command="add_note", events=None):
    """A log whose fifth entry is changed, and which goes on behind it."""
    def build():
        log = Log()
        made = [log.note("x")] if events is None else events(log)
        log.add(signer, command, made, change)
        log.add(ADMIN, "add_note", [log.note("behind")])
        log.add(RUNNER, "finish_stage", [event("stage.finished")])
        return log, log.checkpoint().encode("utf-8", "surrogateescape")
    return name, build


def set_field(number, value):
    def change(draft):
        draft.fields[number] = value
    return change


def set_part(**parts):
    def change(draft):
        for name, value in parts.items():
            setattr(draft, name, value)
    return change


def structures():
    """Every fragment of CBOR at every place of an entry."""
    places = {
        "value": lambda v: (None, [event("note.added", b"\xa1\x61x" + v)]),
        "element": lambda v: (None, [event("note.added", b"\xa1\x61x\x82\x00" + v)]),
        "data": lambda v: (None, [event("note.added", v)]),
        "key": lambda v: (None, [event("note.added", b"\xa1" + v + b"\x00")]),
        "version": lambda v: (None, [event("note.added", version=v)]),
        "stream": lambda v: (None, [event("note.added", stream=v)]),
        "by": lambda v: (None, [event("note.added", by=v)]),
        "cause": lambda v: (None, [event("note.added"), event("note.added", cause=v)]),
        "event": lambda v: (None, [v]),
        "arguments": lambda v: (set_field(6, b"\x82\x68add_note" + v), None),
        "name": lambda v: (set_field(6, b"\x82" + v + b"\xa0"), None),
        "unprotected": lambda v: (set_part(unprotected=v), None),
        "outer": lambda v: (set_part(outer=v), None),
        "tail": lambda v: (set_part(tail=v), None),
        "after": lambda v: (set_part(after=v), None),
        "head": lambda v: (set_part(head=v), None),
    }
    for number in range(8):
        places[f"field {number}"] = lambda v, number=number: (set_field(number, v), None)
    for place, make in places.items():
        for fragment in FRAGMENTS:
            change, events = make(bytes.fromhex(fragment))
            yield with_last(
                f"{fragment} as {place}", change,
                events=None if events is None else lambda log, events=events: events)


def shapes():
    """Limits, numbers and signatures of an entry."""
    def number(draft, at, value):
        draft.numbers[at] = value

    def signed(make):
        return lambda draft: setattr(draft, "sign", lambda m: make(draft.signer.sign(m).signature))

    def plus_order(sig):
        s = int.from_bytes(sig[32:], "little") + ORDER
        return sig[:32] + s.to_bytes(32, "little")

    texts = {f"{n} bytes": cbor2.dumps("a" * n) for n in (0, 1, 64, 65, 200, 201)}
    for what, text in texts.items():
        yield with_last(f"{what} of a type", events=lambda log, t=text: [
            b"\x86" + t + b"\x01\x66ledger\x60\xf6\xa0"])
        yield with_last(f"{what} of a stream", events=lambda log, t=text: [
            event("note.added", stream=t)])
        yield with_last(f"{what} of an engine", events=lambda log, t=text: [
            event("note.added", by=t)])
        yield with_last(f"{what} of a command", set_field(6, b"\x82" + text + b"\xa0"))
    for depth in (1, 15, 16, 17):
        yield with_last(f"{depth} maps deep", events=lambda log, d=depth: [
            event("note.added", nested(d))])
        yield with_last(f"{depth} maps deep in the arguments", set_field(
            6, b"\x82\x68add_note" + nested(depth)))
    for count in (0, 1, 2, 999, 1000, 1001):
        yield with_last(f"{count} events", events=lambda log, n=count: [event("note.added")] * n)
    for size in (4_500, 65_535, 65_536, 70_000):
        def filled(log, size=size):
            made = [event("note.added", b"\xa1\x61x" + bstr(bytes(4_000)))]
            rest = size - len(log.draft(ADMIN, "add_note", made).bytes())
            return [event("note.added", b"\xa1\x61x" + bstr(bytes(4_000 + rest)))]
        yield with_last(f"an entry of {size} bytes", events=filled)
    for at in range(8):
        for value in (b"\x08", b"\x18" + bytes([at]), b"\x20", b"\x61a", b"\x00", b"\x40"):
            yield with_last(
                f"{value.hex()} for key {at}",
                lambda draft, at=at, value=value: number(draft, at, value))
    ways = {
        "S beyond the order": signed(plus_order), "no signature": signed(lambda s: b""),
        "63 bytes": signed(lambda s: s[:63]), "65 bytes": signed(lambda s: s + b"\0"),
        "R of small order": signed(lambda s: SMALL[0] + s[32:]),
        "zeros": signed(lambda s: bytes(64)), "S is zero": signed(lambda s: s[:32] + bytes(32)),
        "a flipped bit": signed(lambda s: bytes([s[0] ^ 1]) + s[1:]),
        "another signed": lambda draft: setattr(
            draft, "sign", lambda m: RUNNER.sign(m).signature),
        "no tag": set_part(tag=b""), "another tag": set_part(tag=b"\xd1"),
        "a long tag": set_part(tag=b"\xd8\x12"), "two tags": set_part(tag=b"\xd2\xd2"),
        "a key nobody enrolled": set_part(
            protected=PROTECTED + b"\x04\x50" + keys.kid(bytes(OTHER.verify_key)), signer=OTHER),
    }
    for what, change in ways.items():
        yield with_last(what, change)
    kid = keys.kid(bytes(ADMIN.verify_key))
    for head in (
        b"", b"\xa0", PROTECTED, PROTECTED + b"\x04\x4f" + kid[:15], PROTECTED + b"\x04\x50" + kid
        + b"\x00", b"\xa4" + PROTECTED[1:] + b"\x04\x50" + kid + b"\x05\x00",
        PROTECTED.replace(b"\x27", b"\x26") + b"\x04\x50" + kid,
        b"\xa3\x04\x50" + kid + PROTECTED[1:],
    ):
        yield with_last(f"protected header {head.hex()}", set_part(protected=head))


def claims():
    """What an author says of log, place, chain and command."""
    def seen(size, root=None):
        return lambda d: d.fields.__setitem__(
            3, b"\x82" + cbor2.dumps(size) + (bstr(root) if root else d.fields[3][-34:]))

    for size in (0, 3, 5, 2**32, 2**64 - 1):
        yield with_last(f"saw {size} entries", seen(size))
        yield with_last(f"is his entry {size}", set_field(
            4, b"\x82" + cbor2.dumps(size) + bstr(bytes(32))))
    yield with_last("saw another root", seen(4, bytes(32)))
    for clock in (-(2**63), -1, 0, 2**63 - 1):
        yield with_last(f"clock {clock}", set_field(5, cbor2.dumps(clock)))
    for origin in (
        "example.com/other", "example.com/ledger ", "Example.com/ledger", "e\u0301", "\u00e9", "a" * 200,
    ):
        yield with_last(f"of the log '{origin}'", set_field(1, cbor2.dumps(origin)))
    for command in list(keys.COMMANDS) + ["do_as_i_say"]:
        for signer in (ADMIN, RUNNER):
            yield with_last(
                f"{command} by {'admin' if signer is ADMIN else 'runner'} brings about a lock",
                signer=signer, command=command, events=lambda log: [event("run.locked")])
    for kind in sorted(keys.TYPES):
        yield with_last(f"a note brings about {kind}", events=lambda log, k=kind: [event(k)])
    refused = fact("command.refused", code="x", facts={})
    yield with_last("a refusal", events=lambda log: [refused])
    yield with_last("a refusal of a runner", signer=RUNNER, events=lambda log: [refused])
    yield with_last("two refusals", events=lambda log: [refused, refused])
    yield with_last("a note and a refusal", events=lambda log: [log.note("x"), refused])
    yield with_last("a refusal without facts", events=lambda log: [
        fact("command.refused", code="x")])
    for index in (0, 2, 3):
        yield with_last(f"the command of entry {index} again", lambda d, n=index: set_field(
            2, bstr(hashlib.sha256(b"id %d" % n).digest()[:16]))(d))
    for size, state in ((5, "there"), (5, "altered"), (5, "missing"), (4, "there"), (-1, "there")):
        yield detached(size, state)


def detached(size, state):
    def build():
        log = Log()
        blob = b"runledger/detached/v1\0" + bytes(32) + b"\xa1\x61x\x18\x2a"
        name = hashlib.sha256(blob).digest()
        data = b"\x82" + bstr(name) + cbor2.dumps(size)
        log.add(ADMIN, "add_note", [event("note.added", data)])
        if state != "missing":
            log.blobs[name.hex()] = blob + (b"x" if state == "altered" else b"")
        return log, log.checkpoint().encode()
    return f"detached data of {size} bytes, {state}", build


def lives():
    """Keys and roles: every field of every event wrong in turn, and what the rules forbid."""
    public = bytes(OTHER.verify_key)
    runner, admin = (keys.kid(bytes(k.verify_key)) for k in (RUNNER, ADMIN))
    base = Log()
    right = {
        "key.enrolled": ("enroll_key", base.enrolled(OTHER, "operator", until=99)),
        "key.revoked": ("revoke_key", {"kid": runner, "reason": "lost", "compromised_since": 2}),
        "key.rotated": ("rotate_key", {
            "kid": admin, "public_key": public, "label": "new",
            "possession": possession(ORIGIN, OTHER, "admin")}),
        "role.granted": ("grant_role", {"kid": runner, "role": "operator", "reason": "why"}),
        "role.revoked": ("revoke_role", {"kid": runner, "role": "runner", "reason": "why"}),
        "rules.adopted": ("adopt_rules", {"revision": 2}),
        "ledger.restored": ("restore_ledger", {
            "lost_size": 9, "lost_root": bytes(32), "kept_size": 4, "kept_root": base.tree.root(),
            "reason": "why"}),
        "ledger.rekeyed": ("rekey_ledger", {"note": handover(LOG, OTHER)}),
        "checkpoint.witnessed": ("witness_checkpoint", witnessed(base)),
    }
    right["key.enrolled"][1]["possession"] = possession(ORIGIN, OTHER, "operator", 99)
    wrong = [
        0, -1, 2**63 - 1, 5, "", "admin", "viewer", "owner", b"", bytes(16), bytes(31), bytes(32),
        bytes(64), True, None, 1.0, [], {}, "x" * 5000,
    ]
    for kind, (command, fields) in right.items():
        def change(name, what, kind=kind, command=command, signer=ADMIN, **parts):
            return with_last(f"{kind} {what}", signer=signer, command=command, events=lambda log: [
                event(kind, cbor2.dumps(name, canonical=True), **parts)])
        yield change(fields, "as it should be")
        yield change(fields, "by a runner", signer=RUNNER)
        yield change(fields, "under a note", command="add_note")
        yield change(fields, "under an unknown command", command="do_as_i_say")
        yield change(fields, "of version 2", version=b"\x02")
        yield change({**fields, "more": 1}, "with a field too many")
        yield with_last(f"{kind} twice", command=command, events=lambda log, k=kind, f=fields: [
            fact(k, **f), fact(k, **f)])
        yield with_last(f"{kind} detached", command=command, events=lambda log, k=kind: [
            event(k, b"\x82" + bstr(bytes(32)) + b"\x05")])
        for name in fields:
            rest = {key: value for key, value in fields.items() if key != name}
            yield change(rest, f"without {name}")
            for value in wrong:
                yield change({**fields, name: value}, f"with {name} {str(value)[:9]!r}")
    mixed = bindings.crypto_core_ed25519_add(public, SMALL[2])
    for point in SMALL + [mixed, bytes([public[0] ^ 1]) + public[1:], b"\xff" * 32]:
        yield with_last(f"a key {point.hex()[:12]}", command="enroll_key", events=lambda log, p=point: [
            fact("key.enrolled", **log.enrolled(
                OTHER, "operator", kid=keys.kid(p), public_key=p,
                possession=possession(ORIGIN, OTHER, "operator", public=p)))])
    last = [
        fact("key.revoked", kid=admin, reason="x"), fact("role.revoked", kid=admin, role="admin"),
        fact("key.enrolled", **base.enrolled(OTHER, "admin")),
        fact("role.granted", kid=runner, role="admin"),
    ]
    for first in last:
        for second in last:
            yield with_last("two changes of admins", command="do_as_i_say", events=lambda log, p=(
                first, second): list(p))


def handover(old, new, name=ORIGIN, signers=None):
    def vkey(key):
        data = b"\1" + bytes(key.verify_key)
        hint = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4].hex()
        return f"{name}+{hint}+{base64.b64encode(data).decode()}"
    text = f"runledger/log-key/v1\n{vkey(old)}\n{vkey(new)}\n"
    return text + "\n" + "".join(signature_line(text, key, name) for key in signers or (old, new))


def witnessed(log, size=2, root=None, kind=b"\4", time=7, signer=OTHER, name="example.org/w"):
    data = kind + bytes(signer.verify_key)
    hint = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4].hex()
    note = log.checkpoint(size, root or log.roots[size])
    body = note.split("\n\n")[0] + "\n"
    stamp = time.to_bytes(8, "big")
    sig = signer.sign(b"cosignature/v1\ntime %d\n" % time + body.encode()).signature
    return {
        "size": size, "witness": f"{name}+{hint}+{base64.b64encode(data).decode()}",
        "note": note + signature_line(body, signer, name, kind, stamp + sig),
    }


def openings():
    """Names of logs, and openings that are none."""
    names = [
        "", "a", "a b", "a+b", "a\u00a0b", "a\u2028b", "a\u1680b", "a\u180eb", "a\u200bb", "a\ufeffb",
        "a\x85b", "a\x7fb", "a\x1fb", "a\x00b", "a\tb", "a\nb", "\u00e9", "e\u0301", "\U0001f600", "a" * 200,
        "a" * 201, "\u00e9" * 100, "\u00e9" * 101, "\u3000", "a\u200eb", "a\x9fb", "a\x80b", "a\u2060b",
    ]
    for name in names:
        def build(name=name):
            log = Log(name)
            return log, log.checkpoint().encode()
        yield f"the origin {name[:9]!r}", build
    adopted = fact("rules.adopted", revision=1)
    maker = Log()
    other = maker.opened(origin="example.com/other")
    firsts = {
        "no event": [], "only one event": [maker.opened()], "the other way round": [
            adopted, maker.opened()], "opened twice": [maker.opened(), adopted, maker.opened()],
        "another origin within": [other, adopted], "revision 2": [
            maker.opened(), fact("rules.adopted", revision=2)],
        "revision -1": [maker.opened(), fact("rules.adopted", revision=-1)],
        "another admin": [maker.opened(admin_key=bytes(RUNNER.verify_key)), adopted],
        "an admin key of small order": [maker.opened(admin_key=SMALL[0]), adopted],
        "a log key of small order": [maker.opened(log_key=SMALL[0]), adopted],
        "a note more": [maker.opened(), adopted, maker.note("x")],
        "a lock more": [maker.opened(), adopted, event("run.locked")],
        "an enrolment more": [maker.opened(), adopted, fact(
            "key.enrolled", **maker.enrolled(OTHER, "operator"))],
        "a malformed opening": [event("ledger.opened"), adopted],
    }
    for name, events in firsts.items():
        def build(events=events):
            log = Log(opening=events)
            return log, log.checkpoint().encode()
        yield f"an opening with {name}", build


def checkpoints():
    """What may stand where the last checkpoint does."""
    log = Log()
    text = log.checkpoint()
    body, line = text.split("\n\n")[0] + "\n", text.split("\n\n")[1]
    root = base64.b64encode(log.tree.root()).decode()
    unknown = signature_line(body, OTHER, ORIGIN)
    def signed(body, more=""):
        return body + "\n" + signature_line(body, LOG, ORIGIN) + more
    cases = {
        "nothing": None, "empty": "", "as it should be": text, "no signature": body + "\n",
        "signed by another": log.checkpoint(signer=OTHER), "an unknown line more": text + unknown,
        "only an unknown line": body + "\n" + unknown, "the line twice": text + line,
        "a wrong line more": text + signature_line(body, LOG, ORIGIN, sig=bytes(64)),
        "a short line more": text + signature_line(body, LOG, ORIGIN, sig=bytes(63)),
        "a line without a signature": text + signature_line(body, OTHER, ORIGIN, sig=b""),
        "another name signs": body + "\n" + signature_line(body, LOG, "example.com/other"),
        "a line named NFD": text + signature_line(body, OTHER, "e\u0301"),
        "99 lines more": text + unknown * 99, "100 lines more": text + unknown * 100,
        "no newline at the end": text[:-1], "an empty line more": text + "\n",
        "a word more": text + "x\n", "two spaces": text.replace("\u2014 ", "\u2014  "),
        "a hyphen": text.replace("\u2014", "-"), "carriage returns": text.replace("\n", "\r\n"),
        "base64 without padding": text.replace("=\n", "\n"),
        "a tab": signed(body.replace("\n", "\t\n", 1)), "size 04": signed(f"{ORIGIN}\n04\n{root}\n"),
        "size +4": signed(f"{ORIGIN}\n+4\n{root}\n"), "size 4 ": signed(f"{ORIGIN}\n4 \n{root}\n"),
        "size \u0664": signed(f"{ORIGIN}\n\u0664\n{root}\n"), "no size": signed(f"{ORIGIN}\n\n{root}\n"),
        "size 2^64": signed(f"{ORIGIN}\n{2**64}\n{root}\n"),
        "size 2^64-1": signed(f"{ORIGIN}\n{2**64 - 1}\n{root}\n"),
        "size 5": log.checkpoint(5), "size 3": log.checkpoint(3),
        "size 3 with its root": log.checkpoint(3, log.roots[3]),
        "size 0": log.checkpoint(0, log.roots[0]), "another root": log.checkpoint(root=bytes(32)),
        "a short root": log.checkpoint(root=bytes(31)),
        "a root with bits left": signed(body.replace("=\n", "!\n")),
        "another origin": log.checkpoint(origin="example.com/other"),
        "no origin": log.checkpoint(origin=""), "an origin with a space": log.checkpoint(origin="a b"),
        "an extension": log.checkpoint(extra="more\n"), "two extensions": log.checkpoint(extra="a\nb\n"),
        "an empty extension": log.checkpoint(extra="\n"),
        "an empty one and one more": log.checkpoint(extra="\nmore\n"),
        "an extension with a tab": log.checkpoint(extra="a\tb\n"),
        "an extension with DEL": log.checkpoint(extra="a\x7fb\n"),
        "an extension with C1": log.checkpoint(extra="a\x85b\n"),
        "an extension with NUL": log.checkpoint(extra="a\0b\n"), "only two lines": signed(f"{ORIGIN}\n4\n"),
        "no UTF-8 in an extension": log.checkpoint(extra="\udcff\n"),
        "no UTF-8 in a name": text + "\u2014 \udcff AAAAAAA=\n",
        "a line of a name with +": text + "\u2014 a+b AAAAAAA=\n",
        "a line of 4 bytes": text + "\u2014 a AAAAAA==\n", "an empty line in it": signed(body + "\n"),
    }
    for what, checkpoint in cases.items():
        def build(checkpoint=checkpoint):
            data = None if checkpoint is None else checkpoint.encode("utf-8", "surrogateescape")
            return Log(), data
        yield f"a checkpoint: {what}", build


def notes():
    """Handovers and cosignatures that are none."""
    base = Log()
    root = base.roots[2]
    heads = {
        "of size 3 said to be 2": {**witnessed(base, 3), "size": 2},
        "of a size to come": witnessed(base, 4, base.tree.root()), "of another root": witnessed(
            base, 2, bytes(32)), "of nothing": witnessed(base, 0), "at no time": witnessed(base, time=0),
        "late": witnessed(base, time=2**63), "by a log's key": witnessed(base, kind=b"\1"),
        "by a name with +": witnessed(base, name="a+b"), "by the log itself": witnessed(
            base, signer=LOG, name=ORIGIN), "without a line": {
            **witnessed(base), "note": base.checkpoint(2, root)},
        "with two lines": {**witnessed(base), "note": witnessed(base)["note"] + witnessed(base)[
            "note"].split("\n")[-2] + "\n"},
        "of five entries": {**witnessed(base, 2), "size": 5},
    }
    for what, data in heads.items():
        yield with_last(f"a cosignature {what}", command="witness_checkpoint", events=lambda log, d=data: [
            fact("checkpoint.witnessed", **d)])
    yield with_last("two cosignatures", command="witness_checkpoint", events=lambda log: [
        fact("checkpoint.witnessed", **witnessed(base, n, time=9 - n)) for n in (3, 2)])
    turns = {
        "to itself": handover(LOG, LOG), "from another": handover(OTHER, RUNNER),
        "signed by the old one": handover(LOG, OTHER, signers=[LOG]),
        "signed by the new one": handover(LOG, OTHER, signers=[OTHER]),
        "of another log": handover(LOG, OTHER, name="example.com/other"),
        "of another name in NFD": handover(LOG, OTHER, name="e\u0301"),
        "with a line more": handover(LOG, OTHER).replace("\n\n", "\nmore\n\n"),
        "of another version": handover(LOG, OTHER).replace("/v1", "/v2"),
        "with an unknown line": handover(LOG, OTHER) + signature_line("x", ADMIN, ORIGIN),
    }
    for what, note in turns.items():
        yield with_last(f"a handover {what}", command="rekey_ledger", events=lambda log, n=note: [
            fact("ledger.rekeyed", note=n)])
    for signer in (LOG, OTHER):
        def build(signer=signer):
            log = Log()
            log.add(ADMIN, "rekey_ledger", [fact("ledger.rekeyed", note=handover(LOG, OTHER))])
            return log, log.checkpoint(signer=signer).encode()
        yield f"a handover, and a head by the {'old' if signer is LOG else 'new'} key", build


def altered(data, chance):
    """The same bytes with one flipped, another, gone, twice, or new."""
    data, at = bytearray(data), chance.randrange(len(data))
    way = chance.randrange(5)
    if way == 0:
        data[at] ^= 1 << chance.randrange(8)
    elif way == 1:
        data[at] = chance.choice(b"\x00\x01\x17\x18\x20\x40\x60\x7f\x80\xa0\xf6\xff")
    elif way == 2:
        del data[at]
    else:
        data.insert(at, data[at] if way == 3 else chance.randrange(256))
    return bytes(data)


def bytes_of_bodies():
    """A body of which a byte is altered before it is signed."""
    for number in range(400):
        chance = random.Random(f"body {number}")
        log = Log()
        events, command, signer = chance.choice([
            (None, "add_note", ADMIN), ([event("stage.finished")], "finish_stage", RUNNER),
            ([fact("key.enrolled", **log.enrolled(OTHER, "viewer"))], "enroll_key", ADMIN),
            ([fact("checkpoint.witnessed", **witnessed(log))], "witness_checkpoint", ADMIN),
        ])
        yield with_last(
            f"body {number}", set_part(alter=lambda body, c=chance: altered(body, c)), signer,
            command, None if events is None else lambda log, e=events: e)


def bytes_of_checkpoints():
    """A checkpoint of which a byte is altered before or after it is signed."""
    for number in range(200):
        def build(number=number):
            chance, log = random.Random(f"checkpoint {number}"), Log()
            data = log.checkpoint().encode()
            if number % 2:
                return log, altered(data, chance)
            text = altered(data[: data.index(b"\n\n") + 1], chance).decode("utf-8", "surrogateescape")
            return log, (text + "\n" + signature_line(text, LOG, ORIGIN)).encode(
                "utf-8", "surrogateescape")
        yield f"the bytes of checkpoint {number}", build


def rows():
    """A log whose tiles are full, and what may become of its derived rows."""
    log = Log()
    while len(log.stored) < 260:
        log.add(ADMIN, "add_note", [log.note("x")])
    first, second = b"\0" * 9, b"\1" + b"\0" * 8
    kid = keys.kid(bytes(ADMIN.verify_key))

    def put(table, key, make):
        def spoil(tables):
            value = make(tables[table].get(key))
            tables[table].pop(key, None)
            if value is not None:
                tables[table][key] = value
        return spoil

    def flip(value):
        return bytes([value[0] ^ 1]) + value[1:]

    ways = {
        "nothing": lambda tables: None, "a tile altered": put(b"tiles", first, flip),
        "a tile gone": put(b"tiles", first, lambda v: None),
        "a tile cut": put(b"tiles", first, lambda v: v[:-32]),
        "a tile too long": put(b"tiles", first, lambda v: v + bytes(32)),
        "a tile of the second level altered": put(b"tiles", second, flip),
        "it is gone": put(b"tiles", second, lambda v: None),
        "a tile too many": put(b"tiles", first[:-1] + b"\1", lambda v: bytes(128)),
        "a tile of level 9": put(b"tiles", b"\x09" + first[1:], lambda v: bytes(32)),
        "a tile of a short key": put(b"tiles", first[:-1], lambda v: bytes(32)),
        "an empty tile": put(b"tiles", first[:-1] + b"\1", lambda v: b""),
        "the frontier altered": put(b"meta", b"frontier", flip),
        "the frontier cut": put(b"meta", b"frontier", lambda v: v[:-1]),
        "the authority altered": put(b"meta", b"authority", flip),
        "the authority gone": put(b"meta", b"authority", lambda v: None),
        "an author altered": put(b"meta", b"author/" + kid, flip),
        "an author gone": put(b"meta", b"author/" + kid, lambda v: None),
        "an author too many": put(b"meta", b"author/" + bytes(16), lambda v: bytes(40)),
        "an unknown row": put(b"meta", b"other", lambda v: b"x"),
        "the last entry gone": put(b"entries", (259).to_bytes(8, "big"), lambda v: None),
        "an entry within gone": put(b"entries", (100).to_bytes(8, "big"), lambda v: None),
        "the first gone": put(b"entries", bytes(8), lambda v: None),
        "an entry far behind": put(b"entries", (600).to_bytes(8, "big"), lambda v: b"x"),
        "one behind the next": put(b"entries", (261).to_bytes(8, "big"), lambda v: b"x"),
        "an entry of a short key": put(b"entries", b"short", lambda v: b"x"),
        "an empty entry": put(b"entries", (100).to_bytes(8, "big"), lambda v: b""),
        "a long entry": put(b"entries", (100).to_bytes(8, "big"), lambda v: bytes(70_000)),
    }
    for what, spoil in ways.items():
        def build(spoil=spoil):
            mine = copy.copy(log)
            mine.spoil = spoil
            return mine, mine.checkpoint().encode()
        yield f"260 entries, {what}", build


def cases(count, seed):
    """So many cases: the few kinds whole, of the many a choice."""
    chance = random.Random(seed)
    kinds = [list(kind()) for kind in (
        checkpoints, openings, notes, rows, shapes, claims, lives, structures, bytes_of_bodies,
        bytes_of_checkpoints)]
    kinds.sort(key=len)
    chosen = []
    for place, kind in enumerate(kinds):
        share = max(0, count - len(chosen)) // (len(kinds) - place)
        chosen += kind if len(kind) <= share else chance.sample(kind, share)
    return chosen
