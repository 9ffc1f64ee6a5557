import Files
import StageKit

/// What a registered look at the data said of the primary hypothesis.
struct LookRecord: Equatable {
  /// The pairs that were looked at.
  let pairs: Int
  /// The alpha that the look spent.
  let alpha: Double
  let corrected: Double?
  let verdict: String

  /// The looks under the input `looks`, a directory for each; none where the stage declares none.
  static func read(_ context: TrialContext) throws(StageError) -> [LookRecord] {
    guard let directory = context.optionalInput("looks") else { return [] }
    var records: [LookRecord] = []
    for path in try StageFiles.walk(directory)
    where PathName.lastComponent(path) == "statistical-tests.json" {
      let file = try StageFields(
        StageFiles.readJSON(PathName.join(directory, path)), "'\(path)' of input 'looks'")
      let tests = try file.list("tests") { (test) throws(StageError) in
        (
          isPrimary: try test.flag("primary"), alpha: try test.number("alpha"),
          corrected: try test.has("p_corrected") ? test.number("p_corrected") : nil,
          verdict: try test.text("verdict", default: "not_tested")
        )
      }
      guard let primary = tests.first(where: \.isPrimary) else { continue }
      records.append(
        LookRecord(
          pairs: try file.integer("pairs"), alpha: primary.alpha, corrected: primary.corrected,
          verdict: primary.verdict))
    }
    return records.sorted { $0.pairs < $1.pairs }
  }
}
