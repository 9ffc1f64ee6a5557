import Codecs
import Files
import StageKit

/// The runs that broke a constraint, and which, where the scorecards are at hand.
struct Breaches {
  /// One run below full adherence.
  struct Run {
    let id: String
    let variant: String
    let task: String
    let adherence: Double
    /// The constraints that it broke; nil where no scorecard was given.
    let constraints: [String]?
  }

  /// In the order of the index.
  let runs: [Run]
  /// Whether scorecards were at hand.
  let hasDetails: Bool

  /// Takes the runs below full adherence; with a directory of scorecards, also what they broke.
  init(_ evidence: Evidence, scorecards: String?) throws(StageError) {
    var runs: [Run] = []
    for row in evidence.scores where row.scores.adherence < 100 {
      var constraints: [String]?
      if let scorecards {
        let path = PathName.join(scorecards, "\(row.run)/scorecard.json")
        constraints = try Self.violated(StageFiles.readFields(path))
      }
      runs.append(
        Run(
          id: row.run, variant: row.variant, task: row.task, adherence: row.scores.adherence,
          constraints: constraints))
    }
    self.runs = runs
    hasDetails = scorecards != nil
  }

  private static func violated(_ scorecard: StageFields) throws(StageError) -> [String] {
    let metric = try scorecard.object("metrics").object("constraint_adherence")
    var names: [String] = []
    for violation in try metric.objects("violations") {
      names.append(try violation.text("constraint_id"))
    }
    return names
  }

  /// How many runs of each variant broke what: by task, and by constraint where that is known.
  func counts(_ design: Evidence.Design) -> [(task: String, constraint: String?, counts: [Int])] {
    var found: [(task: String, constraint: String?, counts: [Int])] = []
    for task in design.tasks.map(\.id) {
      let runs = runs.filter { $0.task == task }
      if runs.isEmpty { continue }
      let names = hasDetails ? Self.distinct(runs.flatMap { $0.constraints ?? [] }) : [nil]
      for name in names {
        let counts = design.variants.map { variant in
          runs.count { run in
            run.variant == variant && (name.map { run.constraints?.contains($0) ?? false } ?? true)
          }
        }
        found.append((task, name, counts))
      }
    }
    return found
  }

  private static func distinct(_ names: [String]) -> [String?] {
    var seen: [String] = []
    for name in names where !seen.contains(name) { seen.append(name) }
    return seen.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
