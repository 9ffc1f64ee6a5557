import Bytes
import Codecs
import Crypto
import Files
import StageKit

/// A pinned evaluator: its rules as they stand in its rubric file.
struct Rubric: Sendable {
  let pin: TrialContext.Evaluator
  let fields: StageFields

  /// Reads the file that a pin names.
  ///
  /// A file that is not what was pinned, or that says another name or version, is an error.
  init(_ pin: TrialContext.Evaluator) throws(StageError) {
    let bytes = try StageFiles.read(pin.path)
    try require(
      SHA256.hash(bytes).hex == pin.digest,
      "evaluator file '\(pin.module)' changed since it was pinned; restore it or amend the study")
    let value: Value
    do throws(JSONError) {
      value = try JSON.decode(bytes)
    } catch {
      throw .invalid("evaluator file '\(pin.module)' is \(error.description)")
    }
    fields = try StageFields(value, "'\(pin.module)'")
    self.pin = pin
    let (name, version) = (try fields.text("name"), try fields.text("version"))
    try require(
      name == pin.name && version == pin.version,
      "evaluator file '\(pin.module)' is \(name) \(version), but \(pin.name) \(pin.version) is "
        + "pinned")
  }

  /// The pin as manifests and scorecards write it.
  var value: Value { Self.value(of: pin) }

  /// A pin as manifests and scorecards write it.
  static func value(of pin: TrialContext.Evaluator) -> Value {
    [
      "module": .text(pin.module), "version": .text(pin.version),
      "hash": .text("sha256:\(pin.digest)"),
    ]
  }
}

/// The five evaluators of a study.
struct RubricSet: Sendable {
  /// The names, in the order in which they judge and are listed.
  static let names = [
    "task_success", "constraint_adherence", "runtime", "clarification_counter", "reproducibility",
  ]

  let success: Rubric
  let adherence: Rubric
  let runtime: Rubric
  let clarification: Rubric
  let reproducibility: Rubric

  /// Reads the rubric files of all five; one that is not pinned is an error.
  init(_ pins: [TrialContext.Evaluator]) throws(StageError) {
    success = try Self.rubric("task_success", pins)
    adherence = try Self.rubric("constraint_adherence", pins)
    runtime = try Self.rubric("runtime", pins)
    clarification = try Self.rubric("clarification_counter", pins)
    reproducibility = try Self.rubric("reproducibility", pins)
  }

  /// All five, in the order of ``names``.
  var all: [Rubric] { [success, adherence, runtime, clarification, reproducibility] }

  private static func rubric(
    _ name: String, _ pins: [TrialContext.Evaluator]
  ) throws(StageError) -> Rubric {
    let pin = try require(
      pins.first(where: { $0.name == name }),
      "no evaluator '\(name)' is pinned; name its rubric file in the study")
    return try Rubric(pin)
  }
}
