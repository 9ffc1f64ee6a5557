"""Signatures, checkpoints and the fold of keys and roles (FORMAT.md sections 2, 6 and 8)."""

import base64
import binascii
import hashlib
import os
import re
import unicodedata

from nacl import bindings
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

import cbor

RANKS = {"viewer": 0, "runner": 1, "operator": 2, "admin": 3}


def read_commands():
    """The table of commands of section 8: name to rank and types, read off the page itself."""
    page = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../ledger/FORMAT.md")
    with open(page, encoding="utf-8") as file:
        rows = re.findall(r"^\| `([a-z_]+)` \| (runner|operator|admin) \| (.*) \|$", file.read(), re.M)
    return {name: (RANKS[role], re.findall("`([a-z_.]+)`", types)) for name, role, types in rows}


COMMANDS = read_commands()
TYPES = {kind for _, kinds in COMMANDS.values() for kind in kinds} | {"command.refused"}


def least_role(command):
    return COMMANDS[command][0] if command in COMMANDS else RANKS["operator"]


def allows(command, kind):
    """Whether an accepted entry of a command may have an event of a type."""
    return kind in COMMANDS[command][1] if command in COMMANDS else kind not in TYPES


def kid(public):
    return hashlib.sha256(public).digest()[:16]


def is_usable(public):
    """A point of the main subgroup, of full order, in its canonical encoding."""
    return len(public) == 32 and bool(bindings.crypto_core_ed25519_is_valid_point(public))


def verifies(public, signature, message):
    try:
        VerifyKey(public).verify(message, signature)
        return True
    except (BadSignatureError, ValueError):
        return False


def is_name(text):
    """A name as signed notes have them."""
    return text != "" and all(
        c != "+" and not is_space(c) and ord(c) >= 0x20 and ord(c) != 0x7F for c in text
    )


def is_space(char):
    return unicodedata.category(char) in ("Zs", "Zl", "Zp") or char in "\t\n\v\f\r\x85"


class Note:
    """A text with signature lines; raises ValueError when it is none."""

    def __init__(self, text):
        data = text.encode("utf-8", "surrogateescape")
        if not data.endswith(b"\n") or any(b < 0x20 and b != 0x0A for b in data):
            raise ValueError("control characters, or no newline at the end")
        split = data.rfind(b"\n\n", 0, len(data))
        if split < 0 or split + 2 >= len(data):
            raise ValueError("no empty line with signatures below")
        self.body = data[: split + 1]
        self.lines = [self.line(raw) for raw in data[split + 2 : -1].split(b"\n")]
        if len(self.lines) > 100:
            raise ValueError("too many signature lines")

    @staticmethod
    def line(raw):
        parts = raw.decode("utf-8").split(" ")
        if len(parts) != 3 or parts[0] != "\u2014" or not is_name(parts[1]):
            raise ValueError("not a signature line")
        data = unbase64(parts[2])
        if len(data) <= 4:
            raise ValueError("not a signature line")
        return parts[1], data[:4], data[4:]

    def is_signed_by(self, name, publics):
        """Whether one of some keys of a name signed, and no line of them is wrong."""
        hints = {
            hashlib.sha256(name.encode() + b"\n\1" + public).digest()[:4]: public
            for public in publics if is_usable(public)
        }
        mine = [
            (hints[hint], sig) for who, hint, sig in self.lines
            if who.encode() == name.encode() and hint in hints
        ]
        return bool(mine) and all(verifies(public, sig, self.body) for public, sig in mine)


class Checkpoint(Note):
    """A signed note of origin, size and root; raises ValueError when it is none."""

    def __init__(self, text):
        super().__init__(text)
        fields = self.body.decode("utf-8").split("\n")[:-1]
        if len(fields) < 3 or not is_name(fields[0]) or "" in fields[3:]:
            raise ValueError("not an origin, a size and a root")
        if not fields[1].isascii() or not fields[1].isdigit() or str(int(fields[1])) != fields[1]:
            raise ValueError("not a size")
        self.origin, self.size = fields[0], int(fields[1])
        if self.size >= 2**64:
            raise ValueError("not a size")
        self.root = unbase64(fields[2])
        if len(self.root) != 32:
            raise ValueError("not a root")

    def is_signed(self, publics):
        """Whether one of the log's own keys signed, and no line of them is wrong."""
        return self.is_signed_by(self.origin, publics)


class Handover(Note):
    """A signed note by which one key of a log hands over to another; ValueError when it is none."""

    def __init__(self, text):
        super().__init__(text)
        lines = self.body.decode("utf-8").split("\n")
        if len(lines) != 4 or lines[0] != "runledger/log-key/v1" or lines[3] != "":
            raise ValueError("not a handover")
        old, _, self.old = verifier_key(lines[1], 1)
        new, _, self.new = verifier_key(lines[2], 1)
        self.origin = old.decode()
        if old != new or not all(self.is_signed_by(self.origin, [k]) for k in (self.old, self.new)):
            raise ValueError("not signed by both keys")


def verifier_key(text, kind):
    """Name, key hash and public key of a key of a kind: 1 signs notes, 4 is a witness."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not is_name(parts[0]):
        raise ValueError("not a key")
    data = unbase64(parts[2])
    hint = hashlib.sha256(parts[0].encode() + b"\n" + data).digest()[:4]
    if len(data) != 33 or data[0] != kind or parts[1] != hint.hex() or not is_usable(data[1:]):
        raise ValueError("not a key of this kind")
    return parts[0].encode(), hint, data[1:]


def cosigned(time, body):
    return b"cosignature/v1\ntime %d\n" % int.from_bytes(time, "big") + body


def unbase64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64") from None
    if base64.b64encode(data).decode() != text:
        raise ValueError("not base64")
    return data


FIELDS = {
    "ledger.opened": {"origin": str, "log_key": 32, "admin_key": 32, "admin_label": str},
    "ledger.restored": {
        "lost_size": int, "lost_root": 32, "kept_size": int, "kept_root": 32, "reason": str,
    },
    "ledger.rekeyed": {"note": str},
    "rules.adopted": {"revision": int},
    "key.enrolled": {
        "kid": 16, "public_key": 32, "role": str, "label": str, "?host": str, "?until": int,
        "possession": 64,
    },
    "key.revoked": {"kid": 16, "reason": str, "?compromised_since": int},
    "key.rotated": {"kid": 16, "public_key": 32, "label": str, "possession": 64},
    "checkpoint.witnessed": {"size": int, "witness": str, "note": str},
    "role.granted": {"kid": 16, "role": str, "?reason": str},
    "role.revoked": {"kid": 16, "role": str, "?reason": str},
    "command.refused": {"code": str, "facts": dict},
}


def fields(kind, version, payload):
    """The fields of an event of section 8; raises Malformed when they are not exactly those."""
    if version != 1 or payload[0] != "inline":
        raise cbor.Malformed("another version, or detached")
    data = cbor.decode_map(payload[1])
    for name, shape in FIELDS[kind].items():
        is_optional, name = name.startswith("?"), name.lstrip("?")
        if name not in data:
            if is_optional:
                continue
            raise cbor.Malformed(f"no field '{name}'")
        value = data[name]
        if isinstance(shape, int):
            is_right = isinstance(value, bytes) and len(value) == shape
        else:
            is_right = type(value) is shape and (shape is not int or name == "revision" or value >= 0)
        if not is_right or (name == "role" and value not in RANKS):
            raise cbor.Malformed(f"field '{name}' is not what it must be")
    if len(data) != len([n for n in FIELDS[kind] if n.lstrip("?") in data]):
        raise cbor.Malformed("a field too many")
    if kind == "key.enrolled" and data["kid"] != kid(data["public_key"]):
        raise cbor.Malformed("the kid is not that of the key")
    return data


class Authority:
    """Keys, roles and rules after some entries."""

    def __init__(self):
        self.origin, self.log_key, self.revision, self.restored = "", b"", 0, []
        self.witnesses, self.witnessed = {}, []
        self.former_log_keys = []
        self.keys = {}

    def log_keys(self, size):
        """The keys that may sign a head of a size: the one of that size, and later ones."""
        return [key for key, last in self.former_log_keys if size <= last] + [self.log_key]

    def rank(self, key):
        """The rank of a key's role; None when it is unknown or revoked."""
        known = self.keys.get(key)
        if known is None or known["revoked_at"] is not None:
            return None
        return max((RANKS[role] for role in known["roles"]), default=0)

    def admins(self):
        return sum(1 for key in self.keys if self.rank(key) == 3)

    def enrol(self, public, label, roles, host, index, until=None):
        self.keys[kid(public)] = {
            "public_key": public, "label": label, "host": host, "roles": list(roles),
            "enrolled_at": index, "revoked_at": None, "ends_at": until, "suspect_since": None,
            "rotated_to": None,
        }

    def has_ended(self, key, index):
        until = self.keys[key]["ends_at"]
        return until is not None and until <= index

    def take(self, kind, data, author, index, head):
        """Takes in an event if it is allowed; otherwise answers with the finding."""
        if kind == "command.refused":
            return None
        if kind == "ledger.opened":
            if index != 0 or self.keys or kid(data["admin_key"]) != author:
                return "role_violation"
            name = data["origin"]
            if not is_name(name) or len(name.encode()) > 200 or not is_usable(data["admin_key"]):
                return "role_violation"
            self.origin, self.log_key = name, data["log_key"]
            self.enrol(data["admin_key"], data["admin_label"], ["admin"], None, index)
            return None
        is_own = kind == "key.rotated" and data["kid"] == author
        rank = self.rank(author)
        if kind == "checkpoint.witnessed":
            if data["size"] > index:
                return "witness_invalid"
            if rank is None or rank < RANKS["operator"]:
                return "role_violation"
        elif rank != 3 and not is_own:
            return "role_violation"
        return getattr(self, "take_" + kind.replace(".", "_"))(data, index, head)

    def take_ledger_restored(self, data, index, head):
        if (data["kept_size"], data["kept_root"]) != head:
            return "role_violation"
        self.restored.append([data["lost_size"], data["lost_root"]])
        return None

    def take_ledger_rekeyed(self, data, index, head):
        try:
            handover = Handover(data["note"])
        except ValueError:
            return "possession_invalid"
        if (handover.origin.encode(), handover.old) != (self.origin.encode(), self.log_key):
            return "possession_invalid"
        if handover.new == self.log_key or handover.new in [k for k, _ in self.former_log_keys]:
            return "role_violation"
        self.former_log_keys.append([self.log_key, index])
        self.log_key = handover.new
        return None

    def take_rules_adopted(self, data, index, head):
        if data["revision"] <= self.revision:
            return "role_violation"
        self.revision = data["revision"]
        return None

    def take_key_enrolled(self, data, index, head):
        public = data["public_key"]
        if kid(public) in self.keys or not is_usable(public):
            return "role_violation"
        if data.get("until") is not None and data["role"] == "admin":
            return "role_violation"
        message = self.possession(public, data["role"], data.get("until"))
        if not verifies(public, data["possession"], message):
            return "possession_invalid"
        self.enrol(
            public, data["label"], [data["role"]], data.get("host"), index, data.get("until"))
        return None

    def take_key_rotated(self, data, index, head):
        rank, public = self.rank(data["kid"]), data["public_key"]
        if rank is None or kid(public) in self.keys or not is_usable(public):
            return "role_violation"
        role = next(name for name, other in RANKS.items() if other == rank)
        if not verifies(public, data["possession"], self.possession(public, role, None)):
            return "possession_invalid"
        old = self.keys[data["kid"]]
        old["revoked_at"], old["rotated_to"] = index, kid(public)
        self.enrol(public, data["label"], old["roles"], old["host"], index, old["ends_at"])
        return None

    def take_checkpoint_witnessed(self, data, index, head):
        try:
            name, hint, public = verifier_key(data["witness"], 4)
            checkpoint = Checkpoint(data["note"])
        except ValueError:
            return "witness_invalid"
        mine = [sig for who, h, sig in checkpoint.lines if (who.encode(), h) == (name, hint)]
        right = [
            len(sig) == 72 and sig[0] < 0x80
            and verifies(public, sig[8:], cosigned(sig[:8], checkpoint.body))
            for sig in mine
        ]
        if (
            checkpoint.origin.encode() != self.origin.encode() or checkpoint.size != data["size"]
            or not checkpoint.is_signed(self.log_keys(checkpoint.size))
            or not right or not all(right)
        ):
            return "witness_invalid"
        time = int.from_bytes(mine[0][:8], "big")
        known = self.witnesses.get(data["witness"])
        if known is None or known[1] <= data["size"]:
            self.witnesses[data["witness"]] = [data["witness"], data["size"], time, index]
        self.witnessed.append((data["size"], checkpoint.root))
        return None

    def possession(self, public, role, until):
        end = b"" if until is None else b"\0" + until.to_bytes(8, "big")
        return (
            b"runledger/possession/v2\0" + self.origin.encode() + b"\0" + kid(public)
            + role.encode() + end
        )

    def take_key_revoked(self, data, index, head):
        rank = self.rank(data["kid"])
        if rank is None or (rank == 3 and self.admins() == 1):
            return "role_violation"
        self.keys[data["kid"]]["revoked_at"] = index
        self.keys[data["kid"]]["suspect_since"] = data.get("compromised_since")
        return None

    def take_role_granted(self, data, index, head):
        if self.rank(data["kid"]) is None or data["role"] in self.keys[data["kid"]]["roles"]:
            return "role_violation"
        roles = self.keys[data["kid"]]["roles"]
        roles.append(data["role"])
        roles.sort(key=RANKS.get)
        return None

    def take_role_revoked(self, data, index, head):
        if self.rank(data["kid"]) is None or data["role"] not in self.keys[data["kid"]]["roles"]:
            return "role_violation"
        if data["role"] == "admin" and self.admins() == 1:
            return "role_violation"
        self.keys[data["kid"]]["roles"].remove(data["role"])
        return None
