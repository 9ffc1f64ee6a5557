/// Every proper prefix of `bytes`, from the empty one to all but the last byte.
public func everyTruncation(of bytes: [UInt8]) -> some Sequence<[UInt8]> {
  (0..<bytes.count).lazy.map { Array(bytes.prefix($0)) }
}

/// Every copy of `bytes` in which exactly one bit is flipped, with the flipped bit's number.
public func everyBitFlip(of bytes: [UInt8]) -> some Sequence<(bit: Int, bytes: [UInt8])> {
  (0..<(bytes.count * 8)).lazy.map { bit in
    var copy = bytes
    copy[bit / 8] ^= 1 << UInt8(bit % 8)
    return (bit, copy)
  }
}
