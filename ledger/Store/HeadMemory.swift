import Bytes
import Crypto
import Files
import Synchronization

/// The highest head that was acknowledged, remembered outside of the log in two places: beside it,
/// and with the account that writes it.
///
/// Written under the lock of writers, after a commit and before its acknowledgement; synced at most
/// once a second and when the process is done. So after a power cut it may be a second old, and is
/// never ahead of the log: no crash explains a log that is behind it.
final class HeadMemory: Sendable {
  /// How long a remembered head may be without a sync, in nanoseconds.
  private static let syncInterval: UInt64 = 1_000_000_000

  private struct State: ~Copyable, Sendable {
    var files: [OpenPlace] = []
    var counter: UInt64 = 0
    var syncedAt: UInt64?
    var isDirty = false
  }

  private final class OpenPlace: Sendable {
    let file: Descriptor

    init(_ file: consuming Descriptor) { self.file = file }
  }

  private let places: [HeadPlace]
  private let key: KeyedHash
  private let state = Mutex(State())

  /// The memory of the log that begins with an entry.
  init(_ directory: LedgerDirectory, config: String?, first leaf: Digest, _ key: Signer) {
    places = HeadMemory.places(directory, config: config, first: leaf)
    self.key = SealKey(key, first: leaf).hash
  }

  /// Where the heads of a log are remembered.
  ///
  /// With the account it goes by the first entry and not by the origin, which two logs may share.
  static func places(
    _ directory: LedgerDirectory, config: String?, first leaf: Digest
  ) -> [HeadPlace] {
    var places = [HeadPlace(path: directory.head, mode: directory.isShared ? 0o664 : 0o644)]
    if let config {
      places.append(HeadPlace(path: PathName.join(config, "heads/\(leaf.hex)"), mode: 0o600))
    }
    return places
  }

  /// Opens the places, so that nothing but a broken disk can keep the next head from them.
  func prepare() throws(FileError) {
    let latest = places.flatMap { $0.records(key) }.map(\.counter).max() ?? 0
    try state.withLock { state throws(FileError) in
      state.counter = max(state.counter, latest)
      guard state.files.isEmpty else { return }
      var files: [OpenPlace] = []
      for place in places { files.append(OpenPlace(try place.open())) }
      state.files = files
    }
  }

  /// Remembers the head of a commit.
  func remember(_ head: Head, checkpoint: String) throws(FileError) {
    // Whoever holds the lock of writers has prepared since another process wrote.
    if state.withLock({ $0.files.isEmpty }) { try prepare() }
    try state.withLock { state throws(FileError) in
      state.counter += 1
      let record = HeadRecord(counter: state.counter, head: head, checkpoint: checkpoint)
      let offset = state.counter % 2 * UInt64(HeadRecord.slotSize)
      for place in state.files { try place.file.write(record.slot(key), at: offset) }
      state.isDirty = true
      let now = Clock.monotonic()
      if state.syncedAt.map({ now - $0 >= Self.syncInterval }) ?? true {
        try Self.sync(&state)
        state.syncedAt = now
      }
    }
  }

  /// Makes what was remembered durable.
  func sync() throws(FileError) {
    try state.withLock { state throws(FileError) in try Self.sync(&state) }
  }

  private static func sync(_ state: inout State) throws(FileError) {
    guard state.isDirty else { return }
    for place in state.files { try place.file.syncData() }
    state.isDirty = false
  }
}
