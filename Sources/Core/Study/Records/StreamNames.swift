import Bytes

/// Streams that were named lately, so that the same name need not be taken apart again.
public struct StreamNames: Sendable {
  private var slots: [(bytes: [UInt8], stream: Stream)?]
  private var last = 0

  private static let slotMask = 0x3ff

  /// No names yet.
  public init() { slots = Array(repeating: nil, count: StreamNames.slotMask + 1) }

  /// The stream that a path names, or nil when it names none.
  public mutating func stream(_ path: Span<UInt8>) -> Stream? {
    if let known = slots[last], path.equals(known.bytes) { return known.stream }
    let slot = path.nameHash & StreamNames.slotMask
    if let known = slots[slot], path.equals(known.bytes) {
      last = slot
      return known.stream
    }
    let bytes = [UInt8](path)
    guard let stream = Stream(String(decoding: bytes, as: UTF8.self)) else { return nil }
    slots[slot] = (bytes, stream)
    last = slot
    return stream
  }
}
