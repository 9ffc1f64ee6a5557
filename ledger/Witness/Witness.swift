import Bytes
import Files

/// A witness of logs: signs a head only if it continues all that it signed of that log before, and
/// remembers it before it answers (c2sp.org/tlog-witness).
public struct Witness: Sendable {
  /// What becomes of a request.
  public enum Answer: Equatable, Sendable {
    /// The head was signed: here is the line.
    case signed(SignedNote.Line)
    /// Another size was signed last: 409.
    case conflict(size: UInt64)
    /// No key is known for the log: 404.
    case unknownLog
    /// The log's own key did not sign: 403.
    case notSigned
    /// The log does not continue what was signed before: 422.
    case inconsistent(String)
    /// The request makes no sense: 400.
    case malformed(String)
  }

  /// The name of the witness.
  public let name: String
  private let signer: Signer
  private let directory: String

  /// A witness that keeps what it signed below a directory.
  public init(name: String, signer: Signer, directory: String) {
    self.name = name
    self.signer = signer
    self.directory = directory
  }

  /// The key that others check its signatures with.
  public func key() throws(FormatError) -> NoteKey {
    try NoteKey(name: name, kind: .cosignature, publicKey: signer.publicKey)
  }

  /// Looks at a request and signs its head; `logKey` is believed where no key of the log is known
  /// yet, and one that the known key handed over to by `handovers` takes its place.
  public func addCheckpoint(
    _ request: WitnessRequest, logKey: NoteKey?, handovers: [Handover] = [],
    atSeconds time: UInt64
  ) throws(LedgerError) -> Answer {
    let head = request.checkpoint.head
    let place = PathName.join(
      directory, Hashing.digest(of: Array(request.checkpoint.origin.utf8)).hex)
    do throws(FileError) {
      try FileSystem.makeDirectories(place, mode: 0o700)
      guard
        let lock = try FileLock.acquire(
          PathName.join(place, "lock"), exclusive: true,
          deadlineNanoseconds: Clock.monotonic() + 10_000_000_000, mode: 0o600)
      else { throw FileError(operation: "lock", path: place, errno: 11) }
      defer { lock.release() }
      let kept = PathName.join(place, "vkey")
      var known = try text(of: kept).flatMap { try? NoteKey(parsing: $0) }
      if known == nil, let logKey,
        Origin.areSame(logKey.name, request.checkpoint.origin)
      {
        known = logKey
      }
      if let former = known, let next = try? Handover.key(after: former, by: handovers) {
        known = next
      }
      guard let known else { return .unknownLog }
      guard request.checkpoint.isSigned(byOneOf: [known]) else { return .notSigned }
      guard request.old <= head.size else {
        return .malformed("the old size is greater than that of the checkpoint")
      }
      let last = try text(of: PathName.join(place, "checkpoint")).flatMap {
        try? Checkpoint(parsing: $0)
      }
      if let answer = Self.objection(to: request, last: last?.head ?? .empty) { return answer }
      let line: SignedNote.Line
      do throws(FormatError) {
        line = try request.checkpoint.cosignature(by: signer, name: name, atSeconds: time)
      } catch {
        return .malformed("\(error)")
      }
      // Before anybody hears of it: what is answered is never forgotten.
      try FileSystem.writeAtomically(kept, Array(known.description.utf8), mode: 0o600)
      try FileSystem.writeAtomically(
        PathName.join(place, "checkpoint"), Array(request.checkpoint.text.utf8), mode: 0o600)
      return .signed(line)
    } catch {
      throw LedgerError(.storeFailed, "the witness cannot remember: \(error)")
    }
  }

  /// The checkpoint that was signed last of the log with the hash of an origin in lowercase hex.
  public func lastCheckpoint(ofLog hash: String) throws(LedgerError) -> String? {
    guard Hex.decode(hash)?.count == 32, hash == hash.lowercased() else { return nil }
    do throws(FileError) {
      return try text(of: PathName.join(directory, "\(hash)/checkpoint"))
    } catch {
      throw LedgerError(.storeFailed, "the witness cannot remember: \(error)")
    }
  }

  private func text(of path: String) throws(FileError) -> String? {
    guard FileSystem.exists(path) else { return nil }
    return String(decoding: try FileSystem.readFile(path, limit: 1 << 20), as: UTF8.self)
  }

  /// Why a head may not be signed after another; nil when it may.
  private static func objection(to request: WitnessRequest, last: Head) -> Answer? {
    let head = request.checkpoint.head
    guard request.old == last.size else { return .conflict(size: last.size) }
    if request.old == 0 {
      return request.proof.isEmpty ? nil : .inconsistent("nothing is proven from an empty log")
    }
    if request.old == head.size {
      guard request.proof.isEmpty, head.root == last.root else {
        return .inconsistent("another root of the same size was signed before: this is a fork")
      }
      return nil
    }
    let proof = ConsistencyProof(first: request.old, second: head.size, path: request.proof)
    return proof.holds(firstRoot: last.root, secondRoot: head.root)
      ? nil : .inconsistent("the proof does not lead from what was signed before")
  }
}
