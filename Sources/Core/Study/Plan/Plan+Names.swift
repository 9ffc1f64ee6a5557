/// Names that a design will make, measured before anything is declared.
///
/// A name that is too long or there twice would be refused where it is used first, and every time
/// after that.
extension Plan {
  /// What a correction may add to the name of a run.
  static let correctionLength = "-v999".utf8.count

  /// What is wrong with the names of runs that the plan will make, if anything is.
  ///
  /// O(runs).
  public var problemOfNames: String? {
    if let batch = declaredBatch {
      guard batch.runCount(of: params) <= Int(Int16.max) else { return nil }
      return batch.problemOfNames(batch.variants(of: params).map(\.name))
    }
    var names: Set<String> = []
    for level in levels.indices {
      for run in schedule(level: level, round: 1, batch: nil) {
        if let problem = Identifier.problem(ofRun: run.id) { return problem }
        guard names.insert(run.id).inserted else {
          return "two runs would have the name '\(run.id)'"
        }
      }
    }
    return nil
  }
}

extension BatchManifest {
  /// What is wrong with the names that the batch will make of those of its variants.
  func problemOfNames(_ variants: [String]) -> String? {
    let seed = seeds.map { "\($0)" }.max { $0.utf8.count < $1.utf8.count } ?? "0"
    var known: Set<String> = []
    for name in variants {
      guard known.insert(name).inserted else {
        return
          "two variants would have the name '\(name)': names hold letters, digits and dots of a "
          + "value and nothing else"
      }
      if let problem = Identifier.problem(ofRun: "\(batch).\(name)-s\(seed)") { return problem }
    }
    return nil
  }
}

extension Identifier {
  /// Why a run cannot have a name, with the corrections that may follow it; nil when it can.
  public static func problem(ofRun id: String) -> String? {
    let size = id.utf8.count + Plan.correctionLength
    if size > lengthMax {
      return "the name of run '\(id)' would have \(size) bytes with a correction's number, and "
        + "a name has at most \(lengthMax)"
    }
    return isName(id) ? nil : "'\(id)' cannot be the name of a run"
  }
}
