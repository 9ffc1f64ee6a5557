import Crypto
import Files

/// A file of two slots in which a head is remembered.
///
/// The slots are written in turn and in place, never renamed: a write that is cut short leaves the
/// other slot. The file has its size from the beginning, so that a full disk refuses to make it and
/// never to write it.
struct HeadPlace: Sendable {
  let path: String
  let mode: UInt32

  /// The records of the file that the key vouches for, the latest first; without a key, all.
  func records(_ key: KeyedHash?) -> [HeadRecord] {
    guard let bytes = try? FileSystem.readFile(path, limit: 2 * HeadRecord.slotSize) else {
      return []
    }
    var found: [HeadRecord] = []
    for start in stride(from: 0, to: bytes.count, by: HeadRecord.slotSize) {
      let slot = Array(bytes[start..<min(start + HeadRecord.slotSize, bytes.count)])
      if let record = HeadRecord(slot: slot, key) { found.append(record) }
    }
    return found.sorted { $0.counter > $1.counter }
  }

  /// The file, made with room for both slots where it is missing.
  func open() throws(FileError) -> Descriptor {
    if FileSystem.isAbsent(path) {
      try FileSystem.makeDirectories(PathName.parent(path), mode: 0o700)
      do throws(FileError) {
        let empty = [UInt8](repeating: 0, count: 2 * HeadRecord.slotSize)
        try FileSystem.writeAtomically(path, empty, mode: mode)
        // The umask must not take the group's rights to a shared log.
        try FileSystem.setMode(path, mode)
      } catch {
        throw error
      }
    }
    return try Descriptor.open(path, .readWrite)
  }
}
