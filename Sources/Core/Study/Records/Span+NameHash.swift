import Bytes

extension Span where Element == UInt8 {
  /// A number for tables of names: FNV-1a of 32 bits, folded.
  var nameHash: Int {
    var hash: UInt32 = 0x811c_9dc5
    for index in indices { hash = (hash ^ UInt32(self[index])) &* 0x0100_0193 }
    return Int(hash ^ hash >> 16)
  }
}
