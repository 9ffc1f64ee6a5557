import Bytes
import Codecs
import Ledger
import Study

/// Tables of a study whose rows cannot change any more, written when they happen.
public struct StudyTables: Equatable, Sendable {
  /// `logs/console/commands.jsonl`: every command that concerns the study.
  public private(set) var commands = Lines()
  /// `gates.csv`: every check of every gate.
  public private(set) var gates = Lines()
  /// `overrides.csv`: every guard that may be bypassed.
  public private(set) var overrides = Lines()
  /// `candidates.csv`: everything promotable that is not a run.
  public private(set) var candidates = Lines()
  private var endings = CommandEndings()

  static let gatesHeader = [
    "run_id", "stage", "unit", "gate", "check", "observed", "operator", "threshold", "verdict",
    "problem", "event",
  ]
  static let overridesHeader = [
    "run_id", "scope", "flag", "value", "actor", "reason", "timestamp", "event",
  ]
  static let candidatesHeader = [
    "candidate_id", "status", "digest", "source", "reasons", "timestamp", "event",
  ]

  /// Writes down a command; `outcome` is what became of it where it was not simply accepted.
  mutating func command(_ entry: RecordedEntry, outcome: String?) {
    // Written out by hand in the order of the keys: there is one such row for every entry.
    let ending = endings.ending(entry, outcome: outcome)
    commands.append { row in
      row.append(text: "{\"arguments\":\"sha256:")
      row.append(hexOf: entry.arguments)
      row.append(text: "\",\"at\":\"")
      row.append(text: entry.time)
      row.append(text: "\",\"cmd_id\":\"")
      entry.commandID.appendHex(to: &row)
      row.append(text: "\",\"entry\":\"@")
      row.append(text: "\(entry.index)")
      row.append(contentsOf: ending)
    }
  }

  /// Writes down a gate's checks.
  mutating func gate(_ evaluated: GateEvaluated, run: String, _ stamp: Stamp) {
    for check in evaluated.checks {
      gates.append(
        row: CSV.safeRow([
          run, evaluated.stage ?? "", evaluated.unit ?? "", evaluated.gate, check.name,
          check.observed.map(Number.text) ?? "", check.comparison.rawValue,
          Number.text(check.threshold), check.verdict.rawValue, check.problem ?? "",
          stamp.event.description,
        ]))
    }
  }

  /// Writes down a grant, or its end.
  mutating func override(_ data: ValueMap, run: String, _ stamp: Stamp) {
    overrides.append(
      row: CSV.safeRow([
        run, data["scope"]?.asText ?? "", data["flag"]?.asText ?? "",
        data["value"]?.plainText ?? "revoked", stamp.author,
        CSV.words(data["reason"]?.asText ?? ""),
        stamp.time,
        stamp.event.description,
      ]))
  }

  /// Writes down what became of a candidate.
  mutating func candidate(_ id: String, _ status: String, _ data: ValueMap, _ stamp: Stamp) {
    let digest = data["digest"]?.asBytes.map { "sha256:\(Hex.encode($0))" } ?? ""
    let reasons = (data["reasons"]?.asArray ?? []).map(\.plainText).joined(separator: "|")
    candidates.append(
      row: CSV.safeRow([
        id, status, digest, CSV.words(data["source"]?.asText ?? ""), CSV.words(reasons), stamp.time,
        stamp.event.description,
      ]))
  }
}
