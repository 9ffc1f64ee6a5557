import Bytes
import Crypto

/// Decides which maps of an entry lie outside of it, and makes their blobs.
///
/// A map longer than ``Limits/inlineBytes`` does. If the entry would still be too large the largest
/// of the rest follow, one by one; of equally large ones that with the lowest ordinal, where the
/// arguments come before the events.
package struct Detachment {
  /// The arguments and the data of the events, in this order.
  package private(set) var payloads: [Payload]
  /// The blobs to be written before the entry is committed.
  package private(set) var blobs: [[UInt8]] = []

  /// The bytes of a commitment and its size within the entry, at the most.
  private static let commitmentBytes = 40

  /// Detaches what has to be.
  ///
  /// `size` is the size of the entry if all maps were empty ones.
  package init(
    maps: [[UInt8]], size: Int, salt: () -> [UInt8]
  ) throws(LedgerError) {
    var isDetached = maps.map { $0.count > Limits.inlineBytes }
    var total = size
    for (map, isDetached) in zip(maps, isDetached) {
      total += isDetached ? Detachment.commitmentBytes : map.count
    }
    while total > Limits.entryBytes {
      var largest: Int?
      for ordinal in maps.indices where !isDetached[ordinal] {
        if maps[ordinal].count > maps[largest ?? ordinal].count || largest == nil {
          largest = ordinal
        }
      }
      guard let largest, maps[largest].count > Detachment.commitmentBytes else {
        throw LedgerError(
          .tooLarge, "the entry would have \(total) bytes, the most is \(Limits.entryBytes)",
          hint: "split the command")
      }
      isDetached[largest] = true
      total -= maps[largest].count - Detachment.commitmentBytes
    }
    payloads = []
    payloads.reserveCapacity(maps.count)
    var shared: [[UInt8]: Payload] = [:]
    for (map, isDetached) in zip(maps, isDetached) {
      guard isDetached else {
        payloads.append(.inline(map))
        continue
      }
      if let payload = shared[map] {
        payloads.append(payload)
        continue
      }
      let salt = salt()
      let payload = Detached.payload(salt: salt, map: map)
      blobs.append(Detached.blob(salt: salt, map: map))
      shared[map] = payload
      payloads.append(payload)
    }
  }
}
