import Bytes
import Codecs
import Files
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

/// Runs every log of `ledger/vectors/log` through the verifier.
@Suite struct VectorTests {
  private static func names() throws -> [String] {
    try FileSystem.list(Vectors.path("ledger/vectors/log")).filter { $0.hasSuffix(".json") }
  }

  private func log(_ name: String) throws -> ValueMap {
    try found(JSON.decode(Vectors.bytes("ledger/vectors/log/\(name)")).asMap)
  }

  @Test func `there are vectors of every kind of finding the entries alone can show`() throws {
    let names = try VectorTests.names()
    #expect(names.count >= 25)
    var kinds: Set<String> = []
    for name in names {
      for expected in try found(log(name)["expect"]?.asArray) {
        kinds.insert(try found(expected.asMap?["kind"]?.asText))
      }
    }
    let derived: [Finding.Kind] = [
      .gap, .tileMismatch, .indexMismatch, .blobUnknown, .sealMismatch, .rolledBack,
      .storeDamaged,
    ]
    for kind in Finding.Kind.allCases where !derived.contains(kind) {
      #expect(kinds.contains(kind.rawValue), "no vector shows \(kind.rawValue)")
    }
  }

  @Test func `every log of the vectors has the findings it is said to have`() throws {
    for name in try VectorTests.names() {
      let log = try log(name)
      let directory = try TemporaryDirectory()
      let store = MemoryStore()
      var changes = StoreChanges()
      var frontier = Frontier()
      for entry in try found(log["entries"]?.asArray).map({ try found($0.asMap) }) {
        let bytes = try found(Hex.decode(found(entry["bytes"]?.asText)))
        changes.entries.append(bytes)
        frontier.append(Merkle.leaf(bytes))
        #expect(Merkle.leaf(bytes).hex == entry["leaf"]?.asText, "\(name)")
        #expect(frontier.root.hex == entry["root"]?.asText, "\(name)")
      }
      let checkpoint = try found(log["checkpoint"]?.asText)
      changes.put(.meta, Meta.checkpoint, Array(checkpoint.utf8))
      try store.commit(changes)
      let blobs = BlobStore(directory: directory.path)
      for (digest, bytes) in try found(log["blobs"]?.asMap) {
        let path = blobs.path(of: try found(Digest(hex: digest)))
        try FileSystem.makeDirectories(PathName.parent(path))
        try FileSystem.writeAtomically(path, try found(Hex.decode(found(bytes.asText))))
      }
      let verification = Verifier.verify(store, blobs, Verifier.Options())
      let findings = verification.findings.filter {
        $0.kind != .tileMismatch && $0.kind != .indexMismatch
      }
      let expected = try found(log["expect"]?.asArray).map { try found($0.asMap) }
      let named = expected.map {
        "\($0["kind"]?.asText ?? "?")@\($0["entry"]?.asInt.map { "\($0)" } ?? "")"
      }
      let reported = findings.map { "\($0.kind.rawValue)@\($0.entry.map { "\($0)" } ?? "")" }
      #expect(reported.sorted() == named.sorted(), "\(name): \(findings)")
    }
  }
}
