import Archive
import Bytes
import Codecs
import Ledger
import Projections
import Runtime
import Study

/// What proves everything about one run to somebody who may not see the rest: its entries with
/// their proofs, the keys that signed them, the files that they name, and a manifest.
struct RunBundle {
  /// The name of the format.
  static let format = "runledger-bundle/1"

  private(set) var files: [Archive.File] = []
  /// How many entries and kept files are in it.
  private(set) var entries = 0
  private(set) var blobs = 0

  /// Gathers a run of a study.
  init(of run: Subjects.Run, in workspace: Workspace) throws {
    let ledger = try workspace.ledger.frozen()
    guard let checkpoint = try ledger.checkpoint() else {
      throw Failure.notFound("this ledger has no checkpoint yet")
    }
    let views = ViewStore(workspace.directory)
    try views.catchUp(ledger)
    let stream = "run/\(run.study)/\(run.id)"
    var indices = try views.entries(ofStream: stream).map(\.entry)
    indices += try registrations(of: run.study, ledger, views)
    indices += try enrolments(of: indices, ledger, views)
    indices = Array(Set(indices)).sorted().filter { $0 < checkpoint.head.size }
    var named: [Digest] = []
    var rows: [Value] = []
    for index in indices {
      let signed = try ledger.entry(index)
      let proof = ProofFile(
        entry: signed.bytes,
        proof: try ledger.inclusionProof(of: index, at: checkpoint.head.size),
        checkpoint: checkpoint)
      files.append(("proofs/\(index).tlog-proof", Array(proof.text.utf8)))
      files.append(("entries/\(index).cbor", signed.bytes))
      rows.append(["index": .int(Int64(index)), "leaf": .text(signed.leaf.hex)])
      named += try Self.blobs(namedBy: signed.entry, of: stream, ledger)
    }
    entries = rows.count
    var kept: [Value] = []
    var missing: [Value] = []
    for digest in Array(Set(named)).sorted(by: { $0.hex < $1.hex }) {
      guard let bytes = try ledger.blobs.read(digest) else {
        missing.append(.text(digest.hex))
        continue
      }
      files.append(("blobs/\(digest.hex)", bytes))
      kept.append(.text(digest.hex))
    }
    blobs = kept.count
    let manifest: Value = [
      "format": .text(Self.format), "origin": .text(ledger.origin),
      "vkey": .text(try ledger.verifierKey().description), "study": .text(run.study),
      "run": .text(run.id), "size": .int(Int64(checkpoint.head.size)),
      "root": .text(checkpoint.head.root.hex), "entries": .array(rows), "blobs": .array(kept),
      "erased": .array(missing),
    ]
    files.insert(
      ("bundle.json", Array((JSON.string(manifest, pretty: true) + "\n").utf8)), at: 0)
    files.insert(("checkpoint", Array(checkpoint.text.utf8)), at: 1)
    let handovers = try ledger.handovers().map(\.note.encoded).joined()
    if !handovers.isEmpty { files.append(("handovers", Array(handovers.utf8))) }
  }

  /// The entries that registered the study and changed its plan.
  private func registrations(
    of study: String, _ ledger: Ledger, _ views: ViewStore
  ) throws -> [UInt64] {
    let types = ["study.registered", "study.revised", "study.amended", "schedule.drawn"]
    return try views.entries(ofStream: "study/\(study)").map(\.entry).filter { index in
      try ledger.entry(index).entry.events.contains { types.contains($0.type) }
    }
  }

  /// The entries that enrolled who signed others, back to the first.
  private func enrolments(
    of indices: [UInt64], _ ledger: Ledger, _ views: ViewStore
  ) throws -> [UInt64] {
    var signers: [KeyID] = []
    for index in indices {
      let key = try ledger.entry(index).entry.keyID
      if !signers.contains(key) { signers.append(key) }
    }
    var found: [UInt64] = [0]
    for key in signers { found += try views.entries(ofStream: "key/\(key)").map(\.entry) }
    return found
  }

  /// Detached data, and the files that attempts of the run left.
  private static func blobs(
    namedBy entry: Entry, of stream: String, _ ledger: Ledger
  ) throws -> [Digest] {
    var found: [Digest] = []
    func take(_ payload: Payload) {
      if case .detached(let commitment, _) = payload { found.append(commitment) }
    }
    take(entry.arguments)
    for event in entry.events {
      take(event.data)
      guard event.type == "stage.finished", event.stream == stream,
        let data = try ledger.mapBytes(of: event.data),
        let finished = try? StageFinished(encoded: data)
      else { continue }
      found += (finished.outputs + finished.logs).filter(\.kept).map(\.digest)
    }
    return found
  }
}
