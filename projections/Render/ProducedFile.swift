import Codecs
import Study

/// One file that the attempt which counts of a stage's unit left behind.
struct ProducedFile {
  let stage: String
  let unit: String
  let attempt: AttemptView
  let output: OutputRecord

  /// The file as manifests name it.
  var members: ValueMap {
    var members: ValueMap = [
      "stage": .text(stage), "unit": .text(unit), "attempt": .count(attempt.number),
      "directory": .text(attempt.directory), "path": .text(output.path),
      "hash": .text(Text.hash(output.digest)), "size_bytes": .int(output.size),
      "kept": .bool(output.kept),
    ]
    if let reused = attempt.end?.reused { members["reused"] = .reused(reused) }
    return members
  }

  /// The same, with where it lies and when its attempt ended, as domains are told of it.
  func placed(by plan: Plan) -> ValueMap {
    var members = members
    let patterns = (plan.stage(stage)?.publish ?? []).map(PathPattern.init)
    let isPublished = output.kept && patterns.contains { $0.matches(output.path) }
    let path = unit.isEmpty ? output.path : "\(Text.fileName(unit))/\(output.path)"
    members["place"] = .text(isPublished ? path : "\(attempt.directory)/\(output.path)")
    members["completed_at"] = .time(attempt.endedAt)
    return members
  }
}
