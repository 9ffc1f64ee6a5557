import Bytes
import Codecs
import Crypto
import Ledger

/// Builds a log entry by entry, rightly or, where a case asks for it, wrongly.
struct LogBuilder {
  let origin = "example.com/ledger"
  let admin: Signer
  let runner: Signer
  let log: Signer
  private(set) var entries: [(bytes: [UInt8], leaf: Digest, root: Digest)] = []
  private(set) var frontier = Frontier()
  private(set) var blobs = ValueMap()
  private var authors: [(key: KeyID, count: UInt64, last: Digest)] = []

  init() throws {
    admin = try Signer(seed: [UInt8](0..<32), label: "ada")
    runner = try Signer(seed: [UInt8](32..<64), label: "runner on bench")
    log = try Signer(seed: [UInt8](64..<96), label: "log")
  }

  /// Adds the entry of a command; `change` has the last word on what is signed.
  mutating func add(
    _ command: String, _ arguments: Payload, _ events: [EntryEvent], by signer: Signer,
    id: String? = nil, change: (inout Entry) -> Void = { _ in }
  ) throws {
    let author = authors.first { $0.key == signer.keyID }
    var entry = Entry(
      origin: origin, commandID: .named(id ?? "\(entries.count)"), seen: frontier.head,
      authorSequence: author?.count ?? 0, authorPrevious: author?.last ?? .zero,
      at: 1_767_225_600_000_000_000 + Int64(entries.count) * 1_000_000_000, command: command,
      arguments: arguments, events: events, keyID: signer.keyID)
    change(&entry)
    let signed = try SignedEntry(entry, by: signer)
    add(signed.bytes, by: signer)
  }

  /// Adds bytes as they are, in the name of a key.
  mutating func add(_ bytes: [UInt8], by signer: Signer) {
    let leaf = Merkle.leaf(bytes)
    frontier.append(leaf)
    entries.append((bytes, leaf, frontier.root))
    let count = authors.first { $0.key == signer.keyID }?.count ?? 0
    authors.removeAll { $0.key == signer.keyID }
    authors.append((signer.keyID, count + 1, leaf))
  }

  /// A detached payload whose blob is kept with the log.
  mutating func detached(_ map: ValueMap, salt: UInt8) -> Payload {
    let salt = [UInt8](repeating: salt, count: 32)
    let bytes = CBOR.encode(map)
    let blob = Detached.blob(salt: salt, map: bytes)
    blobs[SHA256.hash(blob).hex] = .text(Hex.encode(blob))
    return Detached.payload(salt: salt, map: bytes)
  }

  /// Replaces what is kept under the name of the only blob, or removes it.
  mutating func replaceBlob(_ bytes: [UInt8]?) {
    guard let name = blobs.keys.first else { return }
    blobs[name] = bytes.map { .text(Hex.encode($0)) }
  }

  /// Replaces the bytes of the last entry.
  mutating func changeLast(_ change: (inout [UInt8]) -> Void) {
    guard var last = entries.popLast() else { return }
    change(&last.bytes)
    last.leaf = Merkle.leaf(last.bytes)
    frontier = Frontier()
    for entry in entries { frontier.append(entry.leaf) }
    frontier.append(last.leaf)
    entries.append((last.bytes, last.leaf, frontier.root))
  }

  /// The checkpoint over everything, or over another head by another key.
  func checkpoint(_ head: Head? = nil, by signer: Signer? = nil) throws -> String {
    try Checkpoint(origin: origin, head: head ?? frontier.head, signer: signer ?? log).text
  }
}

/// An inline payload.
func map(_ map: ValueMap) -> Payload { .inline(CBOR.encode(map)) }

/// An event of a fact the ledger understands.
func event(_ fact: LedgerFact) -> EntryEvent {
  EntryEvent(
    type: fact.type, version: 1, stream: fact.stream, by: "", cause: nil, data: map(fact.data))
}

/// An event that is opaque to the ledger.
func note(
  _ text: String, type: String = "note.added", by: String = "", cause: UInt64? = nil
) -> EntryEvent {
  EntryEvent(
    type: type, version: 1, stream: "study/wine", by: by, cause: cause,
    data: map(["text": .text(text)]))
}
