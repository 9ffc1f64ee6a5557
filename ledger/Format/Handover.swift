/// How the ledger's own key hands over to the next: a signed note that names both, and that both
/// have signed.
///
/// It needs no ledger to be checked: who knows a log by its old key learns the new one from it.
public struct Handover: Equatable, Sendable {
  /// The key that signs no later head.
  public let old: NoteKey
  /// The key that signs heads from then on.
  public let new: NoteKey
  /// The note with both signatures.
  public let note: SignedNote

  /// The first line of the text.
  public static let header = "runledger/log-key/v1"

  /// The name of the log.
  public var origin: String { old.name }

  /// Signs a handover with both keys.
  public init(origin: String, from old: Signer, to new: Signer) throws(FormatError) {
    self.old = try NoteKey(name: origin, publicKey: old.publicKey)
    self.new = try NoteKey(name: origin, publicKey: new.publicKey)
    let text = "\(Self.header)\n\(self.old)\n\(self.new)\n"
    let lines = [(self.old, old), (self.new, new)].map { key, signer in
      SignedNote.Line(
        name: origin, keyHash: key.keyHash, signature: signer.sign(Array(text.utf8)))
    }
    note = SignedNote(text: text, lines: lines)
  }

  /// Reads a handover.
  ///
  /// What one of the two keys did not sign, or what names keys of two logs, is none.
  public init(parsing encoded: String) throws(FormatError) {
    note = try SignedNote(parsing: encoded)
    let lines = note.text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 4, lines[0] == Self.header[...], lines[3].isEmpty else {
      throw FormatError(.malformed, "a handover names the old key and the new one")
    }
    old = try NoteKey(parsing: String(lines[1]))
    new = try NoteKey(parsing: String(lines[2]))
    guard old.kind == .note, new.kind == .note, Origin.areSame(old.name, new.name) else {
      throw FormatError(.malformed, "a handover is from one key of a log to another")
    }
    guard note.isSigned(byOneOf: [old]), note.isSigned(byOneOf: [new]) else {
      throw FormatError(.malformed, "a handover is signed by the old key and by the new one")
    }
  }

  /// Reads several, one behind the other.
  public static func list(_ text: String) throws(FormatError) -> [Handover] {
    var notes: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
      if line == header[...] { notes.append("") }
      guard let last = notes.indices.last else {
        throw FormatError(.malformed, "a handover begins with '\(header)'")
      }
      // The empty line before the signatures is the only one of a note.
      if line.hasPrefix("— "), !notes[last].contains("\n\n") { notes[last] += "\n" }
      notes[last] += line + "\n"
    }
    var list: [Handover] = []
    for note in notes { list.append(try Handover(parsing: note)) }
    return list
  }

  /// The key that a log has now, for who knows it by an earlier one.
  ///
  /// The handovers are those of the log in their order; those before the known key are passed over.
  /// Errors: `malformed` when they do not lead on from the key.
  public static func key(
    after known: NoteKey, by handovers: [Handover]
  ) throws(FormatError) -> NoteKey {
    guard let start = handovers.firstIndex(where: { $0.old == known }) else {
      if handovers.last?.new == known { return known }
      throw FormatError(.malformed, "no handover is signed by \(known)")
    }
    var key = known
    for handover in handovers[start...] {
      guard handover.old == key else {
        throw FormatError(.malformed, "a handover is not by the key that was handed over to")
      }
      key = handover.new
    }
    return key
  }
}
