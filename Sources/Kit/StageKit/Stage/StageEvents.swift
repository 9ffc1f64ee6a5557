public import Codecs
import Files

/// The lines that a step appends to `$RUNLEDGER_EVENTS`: metrics, violations, windows and the rest
/// of the closed set that the ledger understands.
///
/// Outside of a stage nobody listens, and nothing is written.
public struct StageEvents: Sendable {
  private let path: String?

  /// Reports to the file that the environment names, if it names one.
  public init(environment: [String: String], directory: String) {
    let file = environment["RUNLEDGER_EVENTS"] ?? ""
    path = file.isEmpty ? nil : PathName.join(directory, file)
  }

  /// Whether a stage's runner reads what is reported.
  public var isHeard: Bool { path != nil }

  /// Reports a metric; not-a-number and infinities are written as the ledger reads them.
  public func metric(_ name: String, _ value: Double, step: Int? = nil) throws(StageError) {
    var fields: ValueMap = ["name": .text(name)]
    fields["value"] =
      value.isFinite
      ? .double(value) : .text(value.isNaN ? "NaN" : value > 0 ? "Infinity" : "-Infinity")
    fields["step"] = step.map { .int(Int64($0)) }
    try line("metric", fields)
  }

  /// Reports something that must not happen; a critical one halts the study.
  public func violation(
    _ text: String, isCritical: Bool, action: String
  ) throws(StageError) {
    try line(
      "violation",
      [
        "severity": .text(isCritical ? "critical" : "non_critical"), "text": .text(text),
        "action": .text(action),
      ])
  }

  /// Reports something worth keeping; `next` is what may help should a gate stop the stage.
  public func note(_ text: String, next: String? = nil) throws(StageError) {
    try line("note", Self.advised(["text": .text(text)], next))
  }

  /// Reports how far the step is.
  public func progress(done: Int, of total: Int) throws(StageError) {
    try line("progress", ["done": .int(Int64(done)), "of": .int(Int64(total))])
  }

  /// Reports something spent: tokens, calls, money.
  public func usage(_ name: String, _ value: Double, unit: String) throws(StageError) {
    try line(
      "usage", ["name": .text(name), "value": .double(value), "unit": .text(unit)])
  }

  /// Reports work left out on purpose.
  public func skipped(_ what: String, reason: String) throws(StageError) {
    try line("skipped", ["what": .text(what), "reason": .text(reason)])
  }

  /// Reports why the step is about to fail: `transient`, `io`, `env` or `failure`; `next` is what
  /// may help.
  public func failure(_ kind: String, _ text: String, next: String? = nil) throws(StageError) {
    try line("failure", Self.advised(["class": .text(kind), "text": .text(text)], next))
  }

  private static func advised(_ fields: ValueMap, _ next: String?) -> ValueMap {
    var fields = fields
    fields["next"] = next.map { .text($0) }
    return fields
  }

  /// Reports a closed window of telemetry; the members are those of STUDIES, "Windows and
  /// candidates".
  public func window(_ fields: ValueMap) throws(StageError) { try line("window", fields) }

  /// Reports a candidate for promotion, such as a checkpoint or a snapshot.
  public func candidate(_ fields: ValueMap) throws(StageError) { try line("candidate", fields) }

  private func line(_ kind: String, _ fields: ValueMap) throws(StageError) {
    guard let path else { return }
    let line = JSON.encode(.map([kind: .map(fields)])) + [UInt8(ascii: "\n")]
    do throws(FileError) {
      try Descriptor.appendOnly(path).write(line)
    } catch {
      throw StageError(error)
    }
  }
}
