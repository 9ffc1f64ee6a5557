import Codecs
import StageKit

// Where the run belongs, and that it has not begun.
extension ManifestValidator {
  func pairing() throws(StageError) -> String {
    let pairing = try members("pairing")
    let pair = try pairing.text("pair_id")
    try require(
      !pair.isEmpty && pair == context.pair?.id,
      "\(pairing.place): '\(pair)' is not the run's pair; initialise the run again")
    let other = try pairing.text("paired_run_id")
    try require(
      !other.isEmpty && other != context.run,
      "\(pairing.place): 'paired_run_id' must name the other run of \(pair)")
    _ = try pairing.flag("is_reference_run")
    return "\(pair), with \(other)"
  }

  func metadata() throws(StageError) -> String {
    let metadata = try members("metadata")
    for name in ["experiment_version", "task_suite_version", "variant_version"] {
      let version = try metadata.text(name)
      if let problem = PinnedVersion.problem(version) {
        throw .invalid("\(metadata.place): '\(name)' \(problem)")
      }
    }
    let hash = try metadata.text("pre_registration_hash")
    try require(
      PinnedVersion.digest(hash) != nil,
      "\(metadata.place): 'pre_registration_hash' is none; register the study first")
    if let file = context.studyFile, "sha256:\(file.digest)" != hash {
      throw .invalid("\(metadata.place): 'pre_registration_hash' is not that of '\(file.path)'")
    }
    return "the versions are exact"
  }

  func notExecuted() throws(StageError) -> String {
    for name in ["execution", "evaluation"] {
      let members = try members(name)
      let wanted =
        name == "execution"
        ? ["started_at", "completed_at", "exit_reason"] : ["scorecard_hash", "evaluated_at"]
      for key in wanted where members.has(key) {
        throw .invalid("\(members.place): '\(key)' is set before the run; initialise a new run")
      }
    }
    for name in ["outputs", "logs"] { _ = try members(name) }
    return "the run has not begun"
  }

  func notLocked() throws(StageError) -> String {
    let lock = try members("immutability")
    try require(
      !lock.flag("locked"), "\(lock.place): the run is locked; make a correction as a new run")
    return "the run is not locked"
  }
}
