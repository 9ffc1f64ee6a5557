import Files
import Ledger
import Runtime
import Study
import TestKit

/// A ledger in a directory of its own, with keys beside it.
final class Laboratory {
  let directory: TemporaryDirectory
  let workspace: Workspace

  init() throws {
    directory = try TemporaryDirectory()
    let config = PathName.join(directory.path, "config")
    let root = PathName.join(directory.path, "lab")
    try FileSystem.makeDirectories(root)
    let creation = Ledger.Creation(
      adminLabel: "tester", host: "bench", rulesRevision: 1, at: World.live.now())
    let ledger = try Ledger.create(
      at: PathName.join(root, LedgerDirectory.name), creation,
      keyring: Keyring(configDirectory: config))
    workspace = Workspace(ledger, configDirectory: config)
  }

  var root: String { workspace.root }

  /// Writes a file below the laboratory's root.
  func write(_ path: String, _ text: String, mode: UInt32 = 0o644) throws {
    let full = PathName.join(root, path)
    try FileSystem.makeDirectories(PathName.parent(full))
    try FileSystem.writeAtomically(full, Array(text.utf8), mode: mode, sync: false)
  }

  /// Registers a plan as a study file of that name would be.
  @discardableResult
  func register(
    _ plan: Plan, inputs: [String] = [], code: [String] = [], files: [String: [String]] = [:]
  ) throws -> String {
    var plan = plan
    let cache = DigestCache()
    for place in plan.inputs.indices {
      let pattern = plan.inputs[place].pattern
      plan.inputs[place].files = try (files[pattern] ?? [pattern]).map { path in
        let (digest, size) = try cache.digest(of: PathName.join(root, path))
        return FilePin(path: path, digest: digest, size: size)
      }
    }
    plan.code = try code.map { path in
      let (digest, size) = try cache.digest(of: PathName.join(root, path))
      return FilePin(path: path, digest: digest, size: size)
    }
    let file = FilePin(path: "study.yaml", digest: plan.digest, size: 1)
    try workspace.handler.submit(
      RegisterStudy(StudyRegistered(plan: plan, file: file)), by: try workspace.person())
    return plan.study
  }

  /// Runs a registered study without taking over signals.
  func run(_ study: String, jobs: Int = 2, keepsGoing: Bool = false) throws -> RunSummary {
    var options = RunOptions(studyDirectory: root, environment: ["PATH": "/usr/bin:/bin"])
    options.jobs = jobs
    options.keepsGoing = keepsGoing
    options.handlesSignals = false
    return try StudyRunner(workspace, study: study, options: options).run()
  }

  /// All events of the log, in order.
  func events() throws -> [Event] {
    var events: [Event] = []
    try workspace.ledger.entries { _, signed in
      for stored in signed.entry.events {
        guard let bytes = try self.workspace.ledger.mapBytes(of: stored.data) else { continue }
        events.append(try Event(stored, data: bytes))
      }
      return true
    }
    return events
  }

  /// The types of all events, in order.
  func types() throws -> [String] { try events().map(\.fact.type) }
}

extension Plan {
  /// A plan of one shell script.
  static func script(_ name: String = "demo", _ script: String) -> Plan {
    var plan = Plan(study: name, objective: "a test", seed: 7)
    plan.stages = [StagePlan(name: "task", run: ["sh", "-c", script])]
    return plan
  }
}
