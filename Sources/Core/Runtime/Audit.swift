public import Ledger
import Study

/// What a fold of a whole log says of what is stored and kept beside it.
public struct Audit: Sendable {
  /// The keys of the stored states that are not what the entries lead to: altered, missing, or of
  /// nothing that ever happened; sorted.
  public let wrongStates: [String]
  /// Whether stored states are of another build, and were not compared.
  public let hasStatesOfAnotherBuild: Bool
  /// What is recorded of files and is not what the kept files give.
  public let differences: [ReplayDifference]
  /// How many recorded values are of files that the ledger does not keep.
  public let uncheckedValues: Int

  /// Folds the whole log once and decides nothing again.
  ///
  /// Nothing may be appended meanwhile: give it a frozen ledger. Errors: that of an event which
  /// this build does not know.
  public init(_ ledger: Ledger) throws {
    let states = States()
    var streams = StreamNames()
    var values = RecordedValues(ledger)
    try ledger.storedEntries { entry in
      var erased: [Stream] = []
      try Rebuild.take(entry, of: ledger, into: states, &streams, erased: { erased.append($0) }) {
        values.take($0, at: $1, states)
      }
      for stream in erased { values.noteErased(stream) }
      return true
    }
    (wrongStates, hasStatesOfAnotherBuild) = try Rebuild.compare(ledger, with: states)
    differences = values.differences.map {
      ReplayDifference(
        entry: $0.position.entry, event: $0.position.ordinal, message: $0.message, recorded: nil,
        recomputed: nil)
    }
    uncheckedValues = values.unchecked
  }
}
