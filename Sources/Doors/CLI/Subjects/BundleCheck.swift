import Archive
import Bytes
import Codecs
import Ledger

/// What checking a bundle came to; needs no ledger.
struct BundleCheck {
  /// What is wrong, a sentence each.
  private(set) var problems: [String] = []
  private(set) var entries = 0
  private(set) var blobs = 0
  /// What the manifest says the bundle is about.
  private(set) var subject = ""
  /// Kept files that were erased before the bundle was made.
  private(set) var erased = 0

  /// Checks the files of a bundle with nothing but a key of the log: the one it has, or one that
  /// handed over to it.
  init(_ files: [Archive.File], key trusted: NoteKey) {
    var contents: [String: [UInt8]] = [:]
    for file in files {
      if contents.updateValue(file.bytes, forKey: file.path) != nil {
        problems.append("'\(file.path)' is in it twice")
      }
    }
    guard let manifest = contents["bundle.json"].flatMap({ try? JSON.decode($0) })?.asMap,
      manifest["format"]?.asText == RunBundle.format
    else {
      problems.append("it has no manifest of '\(RunBundle.format)'")
      return
    }
    subject = "\(manifest["study"]?.asText ?? "")/\(manifest["run"]?.asText ?? "")"
    erased = manifest["erased"]?.asArray?.count ?? 0
    let key = successor(of: trusted, contents["handovers"])
    var known: Set<String> = ["bundle.json", "checkpoint", "handovers"]
    for row in manifest["entries"]?.asArray ?? [] {
      guard let index = row.asMap?["index"]?.asInt else { continue }
      known.formUnion(["entries/\(index).cbor", "proofs/\(index).tlog-proof"])
      check(index, contents, manifest, key)
    }
    let listed = (manifest["blobs"]?.asArray ?? []).compactMap(\.asText)
    for name in listed {
      known.insert("blobs/\(name)")
      blobs += 1
      guard let bytes = contents["blobs/\(name)"] else {
        problems.append("the stored file \(name) is missing")
        continue
      }
      if Hashing.digest(of: bytes).hex != name {
        problems.append("the stored file \(name) does not hash to its name")
      }
    }
    for file in files where !known.contains(file.path) {
      problems.append("'\(file.path)' is not in the manifest")
    }
  }

  /// The key that the log has by now, as the handovers in the bundle say.
  private mutating func successor(of key: NoteKey, _ handovers: [UInt8]?) -> NoteKey {
    guard let handovers else { return key }
    do throws(FormatError) {
      return try Handover.key(
        after: key, by: try Handover.list(String(decoding: handovers, as: UTF8.self)))
    } catch {
      problems.append("the handovers of the log's key: \(error)")
      return key
    }
  }

  private mutating func check(
    _ index: Int64, _ contents: [String: [UInt8]], _ manifest: ValueMap, _ key: NoteKey
  ) {
    entries += 1
    guard let bytes = contents["entries/\(index).cbor"],
      let text = contents["proofs/\(index).tlog-proof"],
      let proof = try? ProofFile(parsing: String(decoding: text, as: UTF8.self)),
      let signed = try? SignedEntry(decoding: bytes)
    else {
      problems.append("entry @\(index) or its proof is missing, or cannot be read")
      return
    }
    let isRight =
      proof.entry == bytes && proof.index == UInt64(index) && proof.holds([key])
      && Origin.areSame(signed.entry.origin, key.name)
      && proof.checkpoint.head.size == (manifest["size"]?.asInt).flatMap { UInt64(exactly: $0) }
    if !isRight { problems.append("entry @\(index) is not proven to be in the log") }
    let erased = (manifest["erased"]?.asArray ?? []).compactMap(\.asText)
    for payload in [signed.entry.arguments] + signed.entry.events.map(\.data) {
      guard case .detached(let commitment, _) = payload else { continue }
      if contents["blobs/\(commitment.hex)"] == nil, !erased.contains(commitment.hex) {
        problems.append("data of @\(index) is neither there nor said to be erased")
      }
    }
  }
}
