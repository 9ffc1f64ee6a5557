import Bytes

extension LedgerFact {
  /// A head of the log with the signature of a witness: a C2SP cosignature.
  public struct Witnessing: Equatable, Sendable {
    /// The size of the head.
    public var size: UInt64
    /// The key of the witness, as signed notes write it.
    public var witness: String
    /// The checkpoint, with the line of the witness.
    public var note: String

    /// Makes a witnessing, unchecked.
    public init(size: UInt64, witness: String, note: String) {
      self.size = size
      self.witness = witness
      self.note = note
    }
  }
}

extension LedgerFact.Witnessing {
  /// The head and the time in seconds that the witness has signed; nil when it has not: the note is
  /// no checkpoint of this log, or lacks a right line of the log or of the witness.
  package func seen(of log: Authority) -> (head: Head, time: UInt64)? {
    guard let key = try? NoteKey(parsing: witness), key.kind == .cosignature,
      let checkpoint = try? Checkpoint(parsing: note), checkpoint.head.size == size,
      log.signs(checkpoint),
      let time = checkpoint.cosigned(by: key)
    else { return nil }
    return (checkpoint.head, time)
  }
}

extension Checkpoint {
  /// When a witness signed the checkpoint, in seconds since 1970; nil when it did not, when a line
  /// of it is wrong, or when the time is none below 2^63.
  public func cosigned(by key: NoteKey) -> UInt64? {
    guard key.kind == .cosignature, note.isSigned(byOneOf: [key]) else { return nil }
    let line = note.lines.first {
      $0.keyHash == key.keyHash && Origin.areSame($0.name, key.name)
    }
    let time = line.map { $0.signature.span.bigEndian(at: 0) as UInt64 }
    return time.flatMap { $0 < 1 << 63 ? $0 : nil }
  }

  /// The signature line of a witness over this checkpoint.
  ///
  /// The witness has looked that it continues all that it signed before of this log.
  public func cosignature(
    by signer: Signer, name: String, atSeconds time: UInt64
  ) throws(FormatError) -> SignedNote.Line {
    let key = try NoteKey(name: name, kind: .cosignature, publicKey: signer.publicKey)
    let message = "cosignature/v1\ntime \(time)\n" + note.text
    var bytes: [UInt8] = []
    bytes.append(bigEndian: time)
    bytes += signer.sign(Array(message.utf8))
    return SignedNote.Line(name: name, keyHash: key.keyHash, signature: bytes)
  }
}
