import Bytes
import Codecs
import Crypto
import Dispatch
import Ledger
import Runtime
import Synchronization

extension Benchmark {
  /// Everything that verifying checks, of entries with one event each.
  static let verifySingleEvent = Benchmark(
    name: "verify_single_event",
    summary: "everything checked, against nothing but the signatures on as many threads"
  ) { fixtures, options in
    let count = options.verifiedCount
    let ledger = try fixtures.singleEventLedger(entries: count).workspace.ledger
    let signatures = try BareSignatures(ledger)
    ProcessUsage.resetPeak()
    var (floorTime, valueTime): ([Double], [Double]) = ([], [])
    let rounds = try Measuring.rounds(options.rounds) {
      let rate = Measuring.perSecond(signatures.count, &floorTime) { signatures.verify() }
      try signatures.demandValid()
      return rate
    } value: {
      try Measuring.perSecond(signatures.count, &valueTime) {
        let verification = Verifier.verify(ledger)
        guard verification.ok, Int(verification.entries) == signatures.count else {
          throw UsageError(message: "the ledger does not verify: \(verification.findings)")
        }
      }
    }
    return [
      Result(
        "verify_single_event", size: count, .perSecond("entries"), rounds,
        peakRSS: ProcessUsage.peakResidentBytes(),
        note: Measuring.processorNote(valueTime, floorTime))
    ]
  }
}

/// The signatures of a ledger's entries, and what they were made over, ready to be verified.
private final class BareSignatures: Sendable {
  private struct Item: Sendable {
    var key: PublicKey
    var message: [UInt8]
    var signature: [UInt8]
  }

  private let items: [Item]
  private let invalid = Atomic<Int>(0)
  /// As many as one piece of work holds when a ledger is verified.
  private static let blockSize = 64

  var count: Int { items.count }

  init(_ ledger: Ledger) throws {
    var keys: [KeyID: PublicKey] = [:]
    for key in try ledger.authority().keys { keys[key.id] = try PublicKey(bytes: key.publicKey) }
    var items: [Item] = []
    try ledger.entries { _, signed in
      guard let key = keys[signed.entry.keyID] else {
        throw UsageError(message: "an entry has no known key")
      }
      items.append(
        Item(
          key: key, message: try Self.toBeSigned(signed.bytes.span), signature: signed.signature))
      return true
    }
    self.items = items
  }

  /// Verifies all of them on all processors.
  func verify() {
    let blocks = (count + Self.blockSize - 1) / Self.blockSize
    DispatchQueue.concurrentPerform(iterations: blocks) { block in
      let first = block * Self.blockSize
      for item in self.items[first..<min(first + Self.blockSize, self.count)]
      where !item.key.verify(signature: item.signature, message: item.message) {
        self.invalid.add(1, ordering: .relaxed)
      }
    }
  }

  func demandValid() throws {
    guard invalid.load(ordering: .relaxed) == 0 else {
      throw UsageError(message: "the floor found a wrong signature")
    }
  }

  /// The Sig_structure of a COSE_Sign1 (RFC 9052, section 4.4).
  private static func toBeSigned(_ bytes: Span<UInt8>) throws(CBORError) -> [UInt8] {
    var reader = CBORReader(bytes)
    _ = try reader.readTag()
    try reader.readArrayHeader(count: 4)
    let header = try reader.readBytes()
    try reader.readMapHeader(count: 0)
    let body = try reader.readBytes()
    var writer = CBORWriter()
    writer.array(4)
    writer.text("Signature1")
    writer.bytes(header)
    writer.bytes([])
    writer.bytes(body)
    return writer.bytes
  }
}
