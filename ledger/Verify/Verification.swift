public import Bytes

/// What verifying a ledger found, and how far it looked.
public struct Verification: Equatable, Sendable {
  /// Something the verifier looks at.
  ///
  /// The list is closed.
  public enum Check: String, Sendable, CaseIterable {
    /// Every entry is one of the format, and none is missing.
    case structure
    /// Every entry is signed by the key it names.
    case signatures
    /// Every author saw the head that the entries before his lead to.
    case seenHeads = "seen_heads"
    /// Every entry names the previous one of its author.
    case authorChains = "author_chains"
    /// Every author was entitled to his command at its index.
    case roles
    /// Every command brought about only what the table of commands allows.
    case events
    /// No command was accepted twice.
    case commandIDs = "command_ids"
    /// The last checkpoint is signed by the log and states the root of the entries.
    case checkpoint
    /// The stored hashes are those of the entries.
    case tiles
    /// The rows of authors, keys and the frontier say what the entries say.
    case index
    /// Every derived row is sealed by the ledger's key, and so is their number.
    case seal
    /// Every blob is there and hashes to its name.
    case blobs
  }

  /// The checks that were made wholly.
  public var checked: [Check] = []
  /// What was not looked at, and why, for people.
  public var notChecked: [String] = []
  /// What is wrong, in the order of the entries, then files by path.
  public var findings: [Finding] = []
  /// How many findings beyond ``findingsMax`` were left out.
  public var findingsOmitted = 0
  /// The number of entries.
  public var entries: UInt64 = 0
  /// The number of events in them.
  public var events: UInt64 = 0
  /// The head the entries lead to.
  public var head = Head.empty
  /// The origin the log names; empty when its first entry cannot be read.
  public var origin = ""
  /// The keys and roles that the entries lead to.
  public var authority = Authority()
  /// Why something could not be looked at at all: no finding, since nothing is known to be wrong.
  public var failure: LedgerError?

  /// The most findings that are listed.
  public static let findingsMax = 1_000

  /// Whether nothing is wrong.
  public var ok: Bool { findings.isEmpty }

  /// Takes in an error of reading: damage is a finding, what the system refuses is none.
  mutating func add(_ error: LedgerError) {
    switch error.code {
    case .storeFailed, .busy, .poisoned: failure = failure ?? error
    default: add(.storeDamaged, "\(error)")
    }
  }

  mutating func add(
    _ kind: Finding.Kind, entry: UInt64? = nil, event: Int? = nil, path: String? = nil,
    _ message: String
  ) {
    guard findings.count < Verification.findingsMax else {
      findingsOmitted += 1
      return
    }
    findings.append(
      Finding(kind: kind, entry: entry, event: event, path: path, message: message))
  }
}

/// Something that is wrong with a ledger.
public struct Finding: Equatable, Sendable {
  /// What is wrong.
  ///
  /// The list is closed; `FORMAT.md` explains each.
  public enum Kind: String, Sendable, CaseIterable {
    /// The bytes of an entry are not one of the format.
    case malformedEntry = "malformed_entry"
    /// An entry was written by a later format.
    case futureFormat = "future_format"
    /// An index has no entry although a later one has.
    case gap
    /// The signature of an entry is not one of its key over its bytes.
    case badSignature = "bad_signature"
    /// No entry before has enrolled the key.
    case unknownKey = "unknown_key"
    /// The key was not entitled to the command or the event at that index.
    case roleViolation = "role_violation"
    /// The command may not bring about an event of this type.
    case eventNotAllowed = "event_not_allowed"
    /// A key was enrolled without proof that it was its owner who asked.
    case possessionInvalid = "possession_invalid"
    /// The author signed another head than the entries before lead to.
    case seenHeadMismatch = "seen_head_mismatch"
    /// The entry does not continue the chain of its author: something was removed, or forked.
    case authorChainBroken = "author_chain_broken"
    /// A command identifier was accepted before.
    case commandIDReused = "command_id_reused"
    /// The entry belongs to another log.
    case originMismatch = "origin_mismatch"
    /// The last checkpoint is not what the entries lead to, or is missing.
    case checkpointMismatch = "checkpoint_mismatch"
    /// The last checkpoint is unreadable or not signed by the log's key.
    case checkpointSignature = "checkpoint_signature"
    /// A witness is said to have signed what it has not, or a head that the log never had.
    case witnessInvalid = "witness_invalid"
    /// A stored tile is not what the entries lead to.
    case tileMismatch = "tile_mismatch"
    /// A derived row is not what the entries lead to.
    case indexMismatch = "index_mismatch"
    /// The derived rows are not those that the ledger's key sealed.
    case sealMismatch = "seal_mismatch"
    /// A blob does not hash to its name.
    case blobAltered = "blob_altered"
    /// A blob an entry refers to is not there.
    case blobMissing = "blob_missing"
    /// A file among the blobs is none.
    case blobUnknown = "blob_unknown"
    /// The log is behind a head that is remembered outside of it, or has another history.
    case rolledBack = "rolled_back"
    /// The environment of the log cannot be read.
    case storeDamaged = "store_damaged"
  }

  /// What is wrong.
  public var kind: Kind
  /// The entry it is wrong with.
  public var entry: UInt64?
  /// The ordinal of the event it is wrong with.
  public var event: Int?
  /// The file it is wrong with.
  public var path: String?
  /// What is wrong, for people, in lower case without a full stop.
  public var message: String
}

/// A blob that the data of an event names, which the ledger itself cannot see.
public struct BlobReference: Equatable, Sendable {
  /// The digest of the blob.
  public var digest: Digest
  /// The entry that names it.
  public var entry: UInt64
  /// The ordinal of the event that names it.
  public var event: Int?

  public init(digest: Digest, entry: UInt64, event: Int? = nil) {
    self.digest = digest
    self.entry = entry
    self.event = event
  }
}
