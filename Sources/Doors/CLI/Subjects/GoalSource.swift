import Embeddings
import Files
import Runtime
import StageKit
import Study

/// The study that a goal's spec stands for: what `--goal-spec` names, as a study file beside it.
struct GoalSource {
  static let options: [Option] = [
    .value("goal-spec", nil, "FILE", "run the study that a goal's or an orchestrator's spec gives"),
    .flag(
      "resume-from-state", nil, "resume; refused if nothing was started or the spec changed"),
  ]

  /// The study file: `goal.study.yaml` of `goal.yaml`, with what is to stand in it.
  let source: StudySource
  /// The spec, as the caller wrote it.
  let spec: String

  /// The goal that a command line names; nil where it names none.
  init?(_ invocation: Invocation) throws {
    guard let spec = invocation.arguments.value("goal-spec") else { return nil }
    guard invocation.operand(0) == nil else {
      throw Failure.usage("give a study or --goal-spec, not both")
    }
    self.spec = spec
    let path = PathName.normalize(PathName.join(invocation.directory, spec))
    guard FileSystem.exists(path) else { throw Failure.notFound("there is no spec '\(spec)'") }
    let text: String
    do throws(StageError) {
      text = try Embeddings.study(
        ofGoal: StageFiles.read(path), file: spec, directory: PathName.parent(path))
    } catch {
      guard error.kind == .invalid else { throw error }
      throw Failure("invalid", error.message, hint: error.hint, exit: .usage)
    }
    let name = PathName.lastComponent(spec)
    let stem = name.split(separator: ".").first.map(String.init) ?? name
    var source = StudySource(
      PathName.join(PathName.parent(spec), "\(stem).study.yaml"), from: invocation.directory)
    source.contents = Array(text.utf8)
    self.source = source
  }

  /// Writes the study file; one that says something else is left as it is.
  func write() throws {
    guard let contents = source.contents else { return }
    if FileSystem.exists(source.path) {
      guard try FileSystem.readFile(source.path) == contents else {
        throw Failure(
          "exists",
          "'\(source.shown)' is not what '\(spec)' gives: it was edited, or the spec has changed",
          hint: "runledger run \(source.shown) runs it as it is; remove it to make it anew",
          exit: .conflict)
      }
      return
    }
    try FileSystem.writeAtomically(source.path, contents, sync: false)
  }
}

extension Invocation {
  /// Refuses to resume what was never begun, or what was begun from another file.
  func checkResumption(of loaded: StudyRegistered, from study: StudyState?) throws {
    guard arguments.has("resume-from-state") else { return }
    guard let study else {
      throw Failure.notFound(
        "there is nothing to resume: study '\(loaded.plan.study)' was never run",
        hint: "leave out --resume-from-state")
    }
    guard study.file.digest == loaded.file.digest else {
      throw Failure(
        "changed", "study '\(loaded.plan.study)' was started from a different spec",
        hint: "runledger amend puts a changed study in force, and records why", exit: .conflict)
    }
  }
}
