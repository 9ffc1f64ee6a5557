"""Deterministic CBOR, decoded strictly (ledger/FORMAT.md section 2)."""

import struct

DEPTH_MAX = 16
UINT_MAX = 2**64 - 1
INT_MAX = 2**63 - 1


class Malformed(Exception):
    """Bytes that are not in the one allowed form."""


class Reader:
    """Takes a span of bytes apart from the front."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        if count > len(self.data) - self.at:
            raise Malformed("it ends too early")
        part = self.data[self.at : self.at + count]
        self.at += count
        return part

    def finish(self):
        if self.at != len(self.data):
            raise Malformed("bytes follow")

    def head(self):
        """Major type, argument, and the additional information (which tells simple values)."""
        first = self.take(1)[0]
        major, info = first >> 5, first & 31
        if info < 24:
            return major, info, info
        if info > 27:
            raise Malformed("indefinite or reserved length")
        width = 1 << (info - 24)
        number = int.from_bytes(self.take(width), "big")
        if major != 7 and (number < 24 or (width > 1 and number < 1 << (4 * width))):
            raise Malformed("not the shortest form")
        return major, number, info

    def expect(self, wanted):
        major, number, _ = self.head()
        if major != wanted:
            raise Malformed("another type was expected")
        return number

    def uint(self):
        return self.expect(0)

    def array(self, count):
        if self.expect(4) != count:
            raise Malformed("another number of elements")

    def bytes_(self, count=None):
        data = self.take(self.expect(2))
        if count is not None and len(data) != count:
            raise Malformed("another number of bytes")
        return data

    def text(self, least=0, most=None):
        data = self.take(self.expect(3))
        if len(data) < least or (most is not None and len(data) > most):
            raise Malformed("a text is too short or too long")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed("a text is not UTF-8") from None

    def int_(self):
        major, number, _ = self.head()
        if major > 1 or number > INT_MAX:
            raise Malformed("an integer is out of range")
        return number if major == 0 else -1 - number

    def value(self, depth=0):
        """Any value of arguments and data. Scalars do not count as a level of nesting."""
        start = self.at
        major, number, info = self.head()
        if major in (0, 1):
            if number > INT_MAX:
                raise Malformed("an integer is out of range")
            return number if major == 0 else -1 - number
        if major in (2, 3):
            self.at = start
            return self.bytes_() if major == 2 else self.text()
        if major in (4, 5):
            if depth >= DEPTH_MAX:
                raise Malformed("nested too deep")
            if major == 4:
                return [self.value(depth + 1) for _ in range(number)]
            return self.pairs(number, depth + 1)
        if major == 7:
            return self.simple(number, info)
        raise Malformed("a tag")

    def pairs(self, count, depth):
        found, last = {}, b""
        for _ in range(count):
            start = self.at
            key = self.text()
            encoded = self.data[start : self.at]
            if encoded <= last:
                raise Malformed("keys are repeated or out of order")
            last = encoded
            found[key] = self.value(depth)
        return found

    @staticmethod
    def simple(number, info):
        if info in (20, 21, 22):
            return {20: False, 21: True, 22: None}[info]
        if info == 25:
            raw, width = struct.pack(">H", number), 2
            value = struct.unpack(">e", raw)[0]
        elif info == 26:
            raw, width = struct.pack(">I", number), 4
            value = struct.unpack(">f", raw)[0]
        elif info == 27:
            raw, width = struct.pack(">Q", number), 8
            value = struct.unpack(">d", raw)[0]
        else:
            raise Malformed("a simple value that is not allowed")
        if value != value:
            if (width, number) != (2, 0x7E00):
                raise Malformed("a NaN that is not the one allowed")
        else:
            for shape, size in ((">e", 2), (">f", 4)):
                if size >= width:
                    break
                try:
                    if struct.unpack(shape, struct.pack(shape, value))[0] == value:
                        raise Malformed("a float is not in its shortest form")
                except OverflowError:
                    pass
        return value


def decode_map(data):
    """A map with text keys, and nothing behind it."""
    reader = Reader(data)
    value = reader.value()
    reader.finish()
    if not isinstance(value, dict):
        raise Malformed("a map was expected")
    return value
