import Bytes
import Codecs
import Crypto
import Files
import StageKit
import TestKit

@testable import Trials

/// An attempt's directory in which an execution is to be judged.
struct EvaluateBench {
  let study: EvaluatorStudy
  let directory: TemporaryDirectory
  let task: String

  /// Lays out an execution with its manifest.
  init(_ run: EvaluatorRun) throws {
    task = run.task
    study = try EvaluatorStudy.shared.get()
    directory = try TemporaryDirectory()
    try run.write(to: directory.path, study)
    let context = try TrialContext(
      RecordedContext.value(study.context("validate", task: task)), directory: directory.path)
    let manifest = try Manifest(context: context, snapshot: path("snapshot")).value
    try StageFiles.write(path("manifest.json"), JSON.encode(manifest, pretty: true))
  }

  func path(_ name: String) -> String { directory.path(name) }

  func context() throws -> TrialContext {
    let inputs = [
      "log": path("agent.log"), "execution": path("execution.json"), "delivered": path(""),
      "work": path(""), "snapshot": path("snapshot"), "manifest": path("manifest.json"),
    ]
    return try TrialContext(
      RecordedContext.value(study.context("evaluate", task: task, inputs: inputs)),
      environment: ["RUNLEDGER_EVENTS": path("events")],
      directory: directory.path)
  }

  func scorecard() throws -> Scorecard {
    let evidence = try ExecutionEvidence(
      log: path("agent.log"), execution: path("execution.json"), delivered: path(""),
      work: path(""), snapshot: path("snapshot"))
    return try Scorecard.evaluate(
      run: "run", variant: "role-centric", task: study.task(task), design: study.design(),
      evidence: evidence)
  }

  /// The lines that the step reported.
  func lines() throws -> [String] {
    let bytes = try FileSystem.readFile(path("events"))
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Every file of the directory.
  func contents() throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for name in try FileSystem.walk(directory.path) {
      contents[name] = try FileSystem.readFile(path(name))
    }
    return contents
  }
}

extension EvaluatorRun {
  /// The digest of an output.
  func digest(_ path: String) -> String { SHA256.hash(outputs[path] ?? []).hex }
}
