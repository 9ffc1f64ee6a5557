import Agents
import Codecs
import Crypto
import Files
import StageKit

/// One execution of a task under a variant, in a sandbox of its own.
struct TaskExecution: Sendable {
  /// The empty file that stands for nothing delivered, so that there is something to record.
  static let nothing = ".nothing"

  let material: TaskMaterial
  let permissions: PermissionSet
  let pair: PairDraw
  let timeoutSeconds: Double
  /// Nil for the reference agent.
  let external: ExternalAgent?

  /// Executes, and leaves `agent.log`, `outputs` and `work` in a directory, where what lay under
  /// their names is replaced.
  ///
  /// The sandbox is made in the enclosure, which is gone afterwards.
  func run(
    in enclosure: String, into directory: String
  ) throws(StageError) -> ExecutionOutcome {
    var sandbox = try Sandbox(material, in: enclosure)
    var (outcome, log) = try execute(in: &sandbox, keeping: directory)
    let changes = try settle(sandbox, &outcome)
    if let external { log = external.completed(log, changes, &outcome, self) }
    try StageFiles.attempt { () throws(FileError) in
      try FileSystem.makeDirectories(directory)
      for folder in ["outputs", "work"] {
        let target = PathName.join(directory, folder)
        try FileSystem.removeTree(target)
        try FileSystem.rename(sandbox.path(folder), target)
      }
    }
    try StageFiles.write(PathName.join(directory, "agent.log"), log)
    try sandbox.remove()
    return outcome
  }

  /// Executes once more, and gives only what was delivered.
  func `repeat`(in enclosure: String) throws(StageError) -> ValueMap {
    var sandbox = try Sandbox(material, in: enclosure)
    var (outcome, _) = try execute(in: &sandbox, keeping: "\(enclosure)-repeat")
    _ = try settle(sandbox, &outcome)
    try sandbox.remove()
    try Sandbox.removeTree("\(enclosure)-repeat")
    return outcome.outputs
  }

  private func execute(
    in sandbox: inout Sandbox, keeping directory: String
  ) throws(StageError) -> (ExecutionOutcome, log: [UInt8]) {
    if let external { return try external.run(in: sandbox, self, keeping: directory) }
    let faults = PairFaults(
      pair, files: material.brief.files.map(\.path).sorted(), timeoutSeconds: timeoutSeconds)
    if let decoy = faults.decoy { try sandbox.plant(decoy) }
    let agent = ReferenceAgent(
      policy: try material.variantFile.policy, faults: faults, permissions: permissions)
    let result = try agent.run(in: sandbox.root, timeoutSeconds: timeoutSeconds)
    try sandbox.removePlanted()
    return (Self.outcome(of: result), JSON.encode(result.log, pretty: true))
  }

  private static func outcome(of result: ReferenceAgent.Result) -> ExecutionOutcome {
    let isSuccess = result.status == .success
    let end = VirtualClock.epoch + Int64((result.runtimeSeconds * 1_000).rounded()) * 1_000_000
    var outcome = ExecutionOutcome(
      startedAt: VirtualClock.timestamp(nanoseconds: VirtualClock.epoch),
      completedAt: VirtualClock.timestamp(nanoseconds: end),
      durationSeconds: result.runtimeSeconds,
      exitCode: result.isTimedOut ? 124 : isSuccess ? 0 : 1,
      exitReason: result.isTimedOut ? .timeout : isSuccess ? .success : .error,
      reason: result.reason, agent: ReferenceAgent.name, isDeterministic: true,
      enforcement: .permissionLayer)
    outcome.isVirtual = true
    return outcome
  }

  /// Looks at what an execution left, readies it to be taken over, and gives what is different.
  private func settle(
    _ sandbox: Sandbox, _ outcome: inout ExecutionOutcome
  ) throws(StageError) -> [Sandbox.Change] {
    let findings = try SandboxFindings(sandbox, permissions)
    outcome.planted = sandbox.planted
    outcome.outOfScope = findings.outOfScope
    outcome.undeliverable = findings.undeliverable
    outcome.changedReadOnly = sandbox.changedReadOnlyPaths
    if let excess = findings.excess {
      outcome.exitReason = .error
      outcome.reason = "the agent left \(excess); nothing of it is kept"
      try sandbox.empty()
    }
    for path in findings.undeliverable { try Sandbox.removeTree(sandbox.path(path)) }
    var files = findings.excess == nil ? findings.files : []
    for folder in ["outputs", "work"] where !files.contains(where: { $0.hasPrefix("\(folder)/") }) {
      let path = "\(folder)/\(Self.nothing)"
      try StageFiles.write(sandbox.path(path), [])
      if folder == "outputs" { files.append(path) }
    }
    let digests = try sandbox.digests(of: files)
    outcome.outputs = sandbox.delivered(digests)
    return sandbox.changes(digests)
  }
}
