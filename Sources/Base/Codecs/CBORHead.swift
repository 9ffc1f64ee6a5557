import Bytes

/// The strict beginning of an item: its kind, and the number that follows.
struct CBORHead {
  var kind: CBOR.Kind

  /// The integer, length, count or tag; the bit pattern of a double; 0 or 1 for a truth value.
  var argument: UInt64
}

extension CBORReader {
  /// Reads a head and refuses every form that is not the canonical one.
  ///
  /// A length or count that the rest of the input cannot hold is refused here, before anyone
  /// allocates.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func readHead() throws(CBORError) -> CBORHead {
    let start = offset
    guard start < input.count else { throw CBORError(kind: .truncated, offset: start) }
    let initial = input[start]
    offset += 1
    if initial >= 0xe0 { return try readSimple(initial & 0x1f, at: start) }
    let argument = try readArgument(initial & 0x1f, at: start)
    let left = UInt64(input.count - offset)
    let kind: CBOR.Kind
    var needed: UInt64 = 0
    switch initial >> 5 {
    case 0: kind = .unsigned
    case 1: kind = .negative
    case 2: (kind, needed) = (.bytes, argument)
    case 3: (kind, needed) = (.text, argument)
    // Every element is at least one byte, every pair at least two.
    case 4: (kind, needed) = (.array, argument)
    case 5: (kind, needed) = (.map, argument > left ? argument : argument * 2)
    default: kind = .tag
    }
    guard needed <= left else { throw CBORError(kind: .truncated, offset: start) }
    return CBORHead(kind: kind, argument: argument)
  }

  @inline(__always)
  @_lifetime(self: copy self)
  private mutating func readArgument(
    _ information: UInt8, at start: Int
  ) throws(CBORError) -> UInt64 {
    let argument: UInt64
    let shortestFrom: UInt64
    switch information {
    case ..<24: return UInt64(information)
    case 24: (argument, shortestFrom) = (UInt64(try readWord(UInt8.self)), 24)
    case 25: (argument, shortestFrom) = (UInt64(try readWord(UInt16.self)), 0x100)
    case 26: (argument, shortestFrom) = (UInt64(try readWord(UInt32.self)), 0x1_0000)
    case 27: (argument, shortestFrom) = (try readWord(UInt64.self), 0x1_0000_0000)
    case 31: throw CBORError(kind: .indefiniteLength, offset: start)
    default: throw CBORError(kind: .unknownItem, offset: start)
    }
    guard argument >= shortestFrom else { throw CBORError(kind: .longInteger, offset: start) }
    return argument
  }

  @_lifetime(self: copy self)
  private mutating func readSimple(
    _ information: UInt8, at start: Int
  ) throws(CBORError) -> CBORHead {
    switch information {
    case 20: return CBORHead(kind: .bool, argument: 0)
    case 21: return CBORHead(kind: .bool, argument: 1)
    case 22: return CBORHead(kind: .null, argument: 0)
    case 25...27:
      let number = try readFloat(information, at: start)
      return CBORHead(kind: .double, argument: number.bitPattern)
    default: throw CBORError(kind: .unknownItem, offset: start)
    }
  }

  @_lifetime(self: copy self)
  private mutating func readFloat(
    _ information: UInt8, at start: Int
  ) throws(CBORError) -> Double {
    let number: Double
    let isShortest: Bool
    switch information {
    case 25:
      let pattern = try readWord(UInt16.self)
      number = Double(Float16(bitPattern: pattern))
      isShortest = !number.isNaN || pattern == 0x7e00
    case 26:
      let single = Float(bitPattern: try readWord(UInt32.self))
      number = Double(single)
      isShortest = Float(Float16(single)) != single && !single.isNaN
    default:
      number = Double(bitPattern: try readWord(UInt64.self))
      isShortest = Double(Float(number)) != number && !number.isNaN
    }
    guard isShortest else { throw CBORError(kind: .longFloat, offset: start) }
    return number
  }

  @_lifetime(self: copy self)
  private mutating func readWord<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ type: Word.Type
  ) throws(CBORError) -> Word {
    let size = Word.bitWidth / 8
    guard size <= input.count - offset else {
      throw CBORError(kind: .truncated, offset: offset)
    }
    let word: Word = input.bigEndian(at: offset)
    offset += size
    return word
  }
}
