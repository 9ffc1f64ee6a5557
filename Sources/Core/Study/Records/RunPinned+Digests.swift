public import Codecs
import Bytes
import LedgerFormat

extension RunPinned {
  /// A digest for each kind of pin that a study may refuse to change: `git` (commit and state),
  /// `host`, `toolchain` (the programs).
  public var digests: ValueMap {
    var digests = ValueMap()
    for (kind, member) in [("git", "git"), ("host", "host"), ("toolchain", "programs")] {
      guard let value = pins[member] else { continue }
      digests[kind] = .bytes(Hashing.digest(of: CBOR.encode(value)).bytes)
    }
    return digests
  }
}
