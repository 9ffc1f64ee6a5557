"""The tree of RFC 6962 and its tiles (ledger/FORMAT.md sections 5 and 9)."""

import hashlib

EMPTY = hashlib.sha256(b"").digest()


def leaf(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root(hashes):
    """The root over some leaf hashes."""
    if not hashes:
        return EMPTY
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return node(root(hashes[:split]), root(hashes[split:]))


class Growing:
    """A tree that leaves are added to, and the roots it had."""

    def __init__(self):
        self.peaks = []  # (size, hash) of complete subtrees, the largest first
        self.leaves = []

    def add(self, hash_):
        self.leaves.append(hash_)
        self.peaks.append((1, hash_))
        while len(self.peaks) > 1 and self.peaks[-1][0] == self.peaks[-2][0]:
            right, left = self.peaks.pop(), self.peaks.pop()
            self.peaks.append((2 * left[0], node(left[1], right[1])))

    def root(self):
        if not self.peaks:
            return EMPTY
        hash_ = self.peaks[-1][1]
        for _, left in reversed(self.peaks[:-1]):
            hash_ = node(left, hash_)
        return hash_

    def frontier(self):
        """The row `frontier`: the size, then the roots of the complete subtrees."""
        return len(self.leaves).to_bytes(8, "big") + b"".join(hash_ for _, hash_ in self.peaks)

    def tiles(self):
        """Every row of the table `tiles`."""
        rows, level, hashes = {}, 0, self.leaves
        while hashes:
            for number in range((len(hashes) + 255) // 256):
                tile = hashes[256 * number : 256 * number + 256]
                if level > 0 or len(tile) == 256:
                    rows[bytes([level]) + number.to_bytes(8, "big")] = b"".join(tile)
            full = len(hashes) // 256
            hashes = [root(hashes[256 * n : 256 * n + 256]) for n in range(full)]
            level += 1
        return rows
