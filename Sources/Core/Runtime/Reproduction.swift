import Bytes
import Codecs
import Files
import Ledger
import Processes
public import Study

/// Executes the stages of a recorded run again, each on its recorded inputs, and compares what they
/// write with what is in the record.
///
/// Nothing of the run changes: the work is done in a directory of its own.
public struct Reproduction {
  /// What came of one unit.
  public struct Unit: Sendable {
    /// The stage and unit, as `stage[unit]`.
    public var name: String
    /// What differs, a sentence each.
    public var differences: [String]
    /// Whether all of it was declared to be tolerable.
    public var isTolerated: Bool
  }

  /// Where the work was done, relative to the ledger's parent.
  public let directory: String
  /// What came of every unit, in the order of the plan.
  public private(set) var units: [Unit] = []

  /// The outcome over all units.
  public var outcome: ReproductionCompared.Outcome {
    let differing = units.filter { !$0.differences.isEmpty }
    if differing.isEmpty { return .exact }
    return differing.allSatisfy(\.isTolerated) ? .tolerated : .different
  }

  /// What the record is told.
  public var compared: ReproductionCompared {
    ReproductionCompared(
      outcome: outcome,
      differences: units.flatMap { unit in unit.differences.map { "\(unit.name): \($0)" } })
  }

  /// Executes a run's stages again.
  ///
  /// `tolerated` are paths or patterns of outputs that may differ.
  public init(
    of run: String, _ workspace: Workspace, study slug: String, options: RunOptions,
    tolerated: [String]
  ) throws {
    let handler = workspace.handler
    let states = try handler.states()
    guard let plan = states.plan(slug), let state = states.run(slug, run) else {
      throw RuntimeError(.notFound, "there is no run '\(run)' in study '\(slug)'")
    }
    guard state.finished != nil else {
      throw RuntimeError(
        .conflict, "run '\(run)' is not finished, so there is nothing to compare with",
        hint: "runledger run \(slug) finishes it")
    }
    directory = try Self.freshDirectory(slug, run, in: workspace.root)
    let root = PathName.join(workspace.root, directory)
    let environment = StageEnvironment(
      options.environment, required: plan.requires.environment, passesAll: options.passesThrough)
    let cache = DigestCache(of: workspace)
    let outputs = RecordedOutputs(workspace.ledger, root: workspace.root) { try handler.states() }
    let place = WorkOrder.Place(
      root: root, studyDirectory: options.studyDirectory, outputs: outputs,
      pins: Pins.collect(
        plan, studyDirectory: options.studyDirectory, environment: environment, cache: cache,
        ledger: workspace.ledger),
      states: states)
    for stage in plan.stages where stage.scope == state.scope {
      for key in stage.units(params: state.params) {
        guard let unit = state.unit(stage.name, key), unit.phase == .ended,
          let position = unit.endedAt
        else { continue }
        let recorded = try outputs.finished(at: position)
        let found = try Self.execute(
          recorded.id, stage, state, plan, place, environment, workspace.ledger)
        units.append(Self.compare(recorded, found, tolerated.map(PathPattern.init)))
      }
    }
    if outcome == .exact { try? FileSystem.removeTree(root) }
  }

  /// A directory under the run's that does not exist yet.
  private static func freshDirectory(
    _ slug: String, _ run: String, in root: String
  ) throws -> String {
    var number = 1
    while true {
      let path = "runs/\(slug)/\(Identifier.directory(ofRun: run))/reproductions/\(number)"
      if !FileSystem.exists(PathName.join(root, path)) {
        try FileSystem.makeDirectories(PathName.join(root, path))
        return path
      }
      number += 1
    }
  }

  private static func execute(
    _ id: AttemptID, _ stage: StagePlan, _ run: RunState, _ plan: Plan, _ place: WorkOrder.Place,
    _ environment: StageEnvironment, _ ledger: Ledger
  ) throws -> StageFinished {
    guard stage.workingDirectory == nil else {
      throw RuntimeError(
        .conflict, "stage '\(stage.name)' works on the files of the tree itself",
        hint: "do it again in a copy of the tree, and compare the digests")
    }
    let order = try WorkOrder(id, stage, run, plan, place)
    let attempt = try ActiveAttempt(
      order, environment: environment, ledger: ledger, keepsFiles: false)
    if let problem = attempt.launch.open() { throw RuntimeError(.invalid, problem) }
    while true {
      attempt.look()
      if let finished = try attempt.finished() { return finished }
      Clock.sleep(nanoseconds: 2_000_000)
    }
  }

  /// The metrics and observations that differ, each with its name.
  private static func values(
    _ recorded: StageFinished, _ found: StageFinished
  ) -> [(name: String, text: String)] {
    func differ(_ left: Double?, _ right: Double?) -> Bool {
      left != right && !(left?.isNaN == true && right?.isNaN == true)
    }
    func words(_ value: Double?) -> String { value.map { "\($0)" } ?? "nothing" }
    var texts: [(name: String, text: String)] = []
    let former = recorded.metrics.map(\.name)
    let names = former + found.metrics.map(\.name).filter { !former.contains($0) }
    for name in names {
      let before = recorded.metrics.first { $0.name == name }?.value
      let again = found.metrics.first { $0.name == name }?.value
      if differ(before, again) {
        texts.append((name, "metric '\(name)' was \(words(before)) and is \(words(again))"))
      }
    }
    var left = found.observations
    for before in recorded.observations {
      let place = left.firstIndex { $0.gate == before.gate && $0.check == before.check }
      let again = place.map { left.remove(at: $0) }
      if differ(before.value, again?.value) {
        texts.append(
          (
            before.check,
            "check '\(before.check)' of gate '\(before.gate)' saw \(words(before.value)) and sees "
              + words(again?.value)
          ))
      }
    }
    return texts
  }

  /// Compares path by path, then value by value.
  private static func compare(
    _ recorded: StageFinished, _ found: StageFinished, _ tolerated: [PathPattern]
  ) -> Unit {
    let unit = recorded.id.unit
    let name = unit.isEmpty ? recorded.id.stage : "\(recorded.id.stage)[\(unit)]"
    if found.outcome != .succeeded {
      let why = found.error ?? found.outcome.rawValue
      return Unit(name: name, differences: ["it failed: \(why)"], isTolerated: false)
    }
    var differences: [String] = []
    var isTolerated = true
    func note(_ path: String, _ text: String) {
      differences.append(text)
      isTolerated = isTolerated && tolerated.contains { $0.matches(path) }
    }
    for output in recorded.outputs {
      guard let again = found.outputs.first(where: { $0.path == output.path }) else {
        note(output.path, "'\(output.path)' is missing")
        continue
      }
      if again.digest != output.digest {
        note(
          output.path,
          "'\(output.path)' was \(output.digest.hex) and is \(again.digest.hex)")
      }
    }
    let isFileTolerated = !differences.isEmpty && isTolerated
    for (name, text) in values(recorded, found) {
      differences.append(text)
      // A number that was read off a file that may differ may differ as well.
      isTolerated =
        isTolerated && (isFileTolerated || tolerated.contains { $0.matches(name) })
    }
    for output in found.outputs
    where !recorded.outputs.contains(where: { $0.path == output.path }) {
      note(output.path, "'\(output.path)' was not written before")
    }
    return Unit(name: name, differences: differences, isTolerated: isTolerated)
  }
}
