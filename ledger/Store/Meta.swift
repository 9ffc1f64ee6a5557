import Bytes
import Codecs

/// The keys of the `meta` table.
enum Meta {
  static let frontier = Array("frontier".utf8)
  static let checkpoint = Array("checkpoint".utf8)
  static let authority = Array("authority".utf8)
  static let seal = Array("seal".utf8)
  static let authorPrefix = Array("author/".utf8)

  static func author(_ key: KeyID) -> [UInt8] { authorPrefix + key.bytes }
}

/// Where an author stands: how many entries he has signed, and the leaf hash of the last.
struct AuthorState: Equatable, Sendable {
  var count: UInt64 = 0
  var last = Digest.zero

  init() {}

  init(count: UInt64, last: Digest) {
    self.count = count
    self.last = last
  }

  /// Reads a stored row; nil when it is not one.
  init?(bytes: [UInt8]) {
    guard bytes.count == 40 else { return nil }
    count = bytes.span.bigEndian(at: 0)
    last = Digest(bytes.span.extracting(8..<40))
  }

  /// The row as stored: eight bytes of count, then the leaf hash.
  var bytes: [UInt8] {
    [UInt8](capacity: 40) { output in
      output.append(bigEndian: count)
      last.append(to: &output)
    }
  }
}

/// The first entry that accepted a command, and the command's digest.
struct CommandRow: Equatable, Sendable {
  var index: UInt64
  var digest: Digest

  /// What the trie has for the command.
  var value: SealHash { SealHash(high: index, low: 0) }
}
