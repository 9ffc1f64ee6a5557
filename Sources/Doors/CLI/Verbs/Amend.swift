import Files
import Ledger
import Runtime
import StageKit
import Study

extension Verb {
  static let amend = Verb(
    name: "amend", summary: "change a study that already has results, on the record",
    usage: "amend STUDY.yaml|STUDY [-p NAME=VALUE]... -m WHY",
    details: [
      "Reads the study file again and records the change as post hoc. Whatever depends on",
      "the change becomes stale and runs again; everything else stays.",
    ],
    options: [.values("param", "p", "NAME=VALUE", "use another value for a parameter")],
    example: "runledger amend study.yaml -m \"the threshold was a typing error\"",
    operands: 0...1, writes: true, demandsReason: true, completes: .files
  ) { invocation in
    let workspace = try invocation.writing()
    let source = try invocation.studySource(workspace)
    let changed = try invocation.load(source, in: workspace)
    try RunTarget.refuseOtherPlace(
      changed, Subjects(workspace).states.study(changed.plan.study), source, root: workspace.root)
    return try invocation.submit(
      AmendStudy(changed, reason: invocation.arguments.reason), in: workspace)
  }
}

extension Invocation {
  /// The study file that the first operand names: a path, or the name of a registered study.
  func studySource(_ workspace: Workspace) throws -> StudySource {
    try studySource(operand(0), workspace)
  }

  /// The study file that a word names: a path, or the name of a registered study.
  func studySource(_ word: String?, _ workspace: Workspace) throws -> StudySource {
    if let word, StudySource.isPath(word) { return StudySource(word, from: directory) }
    let subjects = try Subjects(workspace)
    if word == nil, try subjects.studies().isEmpty {
      throw Failure.usage("'\(verb.name)' needs a study file", hint: "runledger help \(verb.name)")
    }
    let slug = try subjects.study(word)
    guard let study = subjects.states.study(slug) else {
      throw Failure.notFound("there is no study '\(slug)'")
    }
    if subjects.states.plan(slug)?.design.hasFile == false {
      throw Failure(
        "invalid", "study '\(slug)' is a single command without a file",
        hint: "runledger exec again", exit: .usage)
    }
    return StudySource(of: study, root: workspace.root)
  }

  /// The study in a file, with the overrides of `-p` and everything that it names digested.
  func load(_ source: StudySource, in workspace: Workspace) throws -> StudyRegistered {
    try load(source, in: workspace, overrides: arguments.pairs("param"))
  }

  /// The study in a file, with some parameters changed and everything that it names digested.
  func load(
    _ source: StudySource, in workspace: Workspace, overrides: [(String, String)]
  ) throws -> StudyRegistered {
    let cache = DigestCache(of: workspace)
    defer { if !isDryRun { cache.save() } }
    var loaded = try source.load(
      root: workspace.root, cache: cache, overrides: overrides,
      for: ["run", "step", "amend"].contains(verb.name) ? verb.name : "run"
    ) { console.note("warning: \($0)") }
    loaded.plan = try workspace.handler.states().numbered(loaded.plan)
    try workspace.commitSecret(to: &loaded.plan)
    return loaded
  }
}
