import Bytes
import Crypto
import Files
import Synchronization

/// A signed append-only log of what happened, and the rows derived from it.
///
/// Many may read at once, in this process and others; one writes at a time. What `write` has
/// returned from is durable. After a commit or a sync failed the ledger takes no more writes until
/// it is opened again, because nobody can know what reached the disk.
public final class Ledger: Sendable {
  /// What a ledger is opened for.
  public enum Mode: Equatable, Sendable {
    /// Needs no right to write anything and no key.
    case readOnly
    /// Needs the ledger's own key, in the account's keyring or shared within the ledger.
    case readWrite
  }

  /// Where the ledger lies.
  public let directory: LedgerDirectory
  /// The name of the log.
  public let origin: String
  /// What the ledger was opened for.
  public let mode: Mode
  /// The bytes outside of entries.
  public let blobs: BlobStore

  let store: any Store
  let ledgerKey: Signer?
  /// The keys that the log handed over from and that are at hand, the latest first.
  let formerKeys: [Signer]
  let entropy: @Sendable (Int) -> [UInt8]
  /// The ledger whose open store this one shows; kept so that nobody closes it meanwhile.
  private let parent: Ledger?
  /// Whether several accounts write this ledger; asked once, because every write needs to know.
  let isShared: Bool
  /// The directory of this program with the account, where heads are remembered too.
  let configDirectory: String?
  /// What is remembered of the log, once that was asked.
  let remembering = Mutex<HeadMemory?>(nil)
  /// The derived rows that were checked against the last seal.
  let vouching = Mutex<Vouched?>(nil)
  /// The keys and the checkpoint that were read last; held only while rows are read off.
  let lastRead = Mutex(LastRead())
  /// What the writer of this process knows; held only while it is looked at.
  let writer = Mutex(WriterState())

  init(
    directory: LedgerDirectory, origin: String, mode: Mode, store: any Store, blobs: BlobStore,
    ledgerKey: Signer?, formerKeys: [Signer] = [], configDirectory: String? = nil,
    parent: Ledger? = nil,
    entropy: @escaping @Sendable (Int) -> [UInt8]
  ) {
    self.parent = parent
    self.configDirectory = configDirectory
    self.directory = directory
    self.origin = origin
    self.mode = mode
    self.store = store
    self.blobs = blobs
    self.ledgerKey = ledgerKey
    self.formerKeys = formerKeys
    self.entropy = entropy
    isShared = directory.isShared
  }

  deinit { close() }

  /// Gives the files back, so that this process can open the ledger again.
  ///
  /// Nothing works afterwards.
  public func close() {
    // What was written is durable in the log; how far it went is remembered as well as can be.
    if mode == .readWrite { try? remembering.withLock { $0 }?.sync() }
    store.close()
  }
}

/// What a writer keeps between two writes, to save reading it again.
struct WriterState: Sendable {
  /// The commit `snapshot` was taken at.
  var commit: UInt64 = 0
  var snapshot: Snapshot?
  /// Whether everything behind the last checkpoint was verified since the ledger was opened.
  var isTailVerified = false
  /// When this process last signed a checkpoint, on the monotonic clock.
  var checkpointedAt: UInt64?
  var isPoisoned = false
}

/// The derived state of a log at one commit.
struct Snapshot: Sendable {
  var frontier: Frontier
  var head: Head
  var authority: Authority
  var checkpoint: Checkpoint?
}
