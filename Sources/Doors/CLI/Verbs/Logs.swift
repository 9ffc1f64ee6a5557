import Bytes
import Files
import Ledger
import Projections
import Runtime
import StageKit
import Study

extension Verb {
  static let logs = Verb(
    name: "logs", summary: "print the output of stages, during a run or afterwards",
    usage: "logs [STUDY/]RUN[/STAGE[/UNIT]] [--stderr] [--attempt N] [-f]",
    details: [
      "The stage's stdout goes to stdout and its stderr to stderr; with --stderr only its stderr",
      "is printed, to stdout. Shows the last attempt of each unit. Output is verbatim;",
      "'log' has the events.",
    ],
    options: [
      .flag("stderr", nil, "only stderr"),
      .value("attempt", nil, "N", "this attempt instead of the last one"),
      .flag("follow", "f", "follow until the run has ended"),
    ],
    example: "runledger logs A-s42/classify --stderr", operands: 1...1, completes: .subjects,
    isPaged: true
  ) { invocation in
    let workspace = try invocation.reading()
    let subjects = try Subjects(workspace)
    let word = invocation.operand(0) ?? ""
    let number = try invocation.arguments.int("attempt", in: 1...9_999).map(Int.init)
    var printer = StageLogPrinter(invocation, workspace, attempt: number)
    var contents = try RunContents(word, subjects)
    guard contents.rest.isEmpty else {
      throw Failure.notFound(
        "'\(contents.rest.joined(separator: "/"))' is not a unit of '\(word)'",
        hint: "runledger show \(contents.run.path)")
    }
    try printer.print(contents)
    if printer.isEmpty, !invocation.arguments.has("follow") {
      invocation.console.note("nothing was printed")
    }
    guard invocation.arguments.has("follow") else { return .done }
    while !invocation.console.stdout.isClosed {
      invocation.console.stdout.flush()
      guard contents.isUnderWay else { break }
      Clock.sleep(nanoseconds: 200_000_000)
      contents = try RunContents(word, try Subjects(workspace))
      try printer.print(contents)
    }
    return .done
  }
}

extension RunContents {
  /// Whether anything of it is at work, or was asked for.
  fileprivate var isUnderWay: Bool {
    units.contains { unit in
      switch unit.view.phase {
      case .running, .requested, .retrying: true
      case .waiting, .succeeded, .failed, .blocked, .skipped: false
      }
    }
  }
}

/// Prints what attempts wrote, and later what they wrote since.
struct StageLogPrinter {
  private let invocation: Invocation
  private let workspace: Workspace
  private let attempt: Int?
  private var shown: [String: UInt64] = [:]
  private var heading = ""

  init(_ invocation: Invocation, _ workspace: Workspace, attempt: Int?) {
    self.invocation = invocation
    self.workspace = workspace
    self.attempt = attempt
  }

  /// Whether nothing was printed yet.
  var isEmpty: Bool { shown.values.allSatisfy { $0 == 0 } }

  /// Prints what is new of some units.
  mutating func print(_ contents: RunContents) throws {
    var found = false
    for unit in contents.units {
      let attempts = unit.view.attempts.filter { $0.startedAt != nil || $0.reused != nil }
      let chosen = attempt.map { number in attempts.first { $0.number == number } } ?? attempts.last
      guard let chosen else { continue }
      found = true
      let id = AttemptID(
        study: contents.run.study, run: contents.run.id, stage: unit.stage, unit: unit.view.key,
        attempt: chosen.number)
      let name = contents.units.count > 1 ? "\(unit.name)#\(chosen.number)" : ""
      for isError in invocation.arguments.has("stderr") ? [true] : [false, true] {
        try print(id, chosen, isError: isError, name)
      }
    }
    if !found, let attempt {
      throw Failure.notFound(
        "there is no attempt \(attempt) of '\(invocation.operand(0) ?? "")'",
        hint: "runledger show \(contents.run.path)")
    }
  }

  private mutating func print(
    _ id: AttemptID, _ view: AttemptView, isError: Bool, _ name: String
  ) throws {
    let live = AttemptFiles.log(of: id, isError: isError, root: workspace.root)
    let record = view.end?.logs.first { $0.path == PathName.lastComponent(live) }
    let start = shown[live] ?? 0
    shown[live] = start
    let bytes: [UInt8]
    if let record, start < UInt64(clamping: record.size),
      let kept = try workspace.ledger.blobs.read(record.digest)
    {
      bytes = Array(kept.dropFirst(Int(start)))
    } else {
      guard let file = try? Descriptor.openRegular(live), try file.status().size > start else {
        return
      }
      try file.seek(to: start)
      bytes = try file.readAll()
    }
    shown[live] = start + UInt64(bytes.count)
    if !name.isEmpty, name != heading {
      heading = name
      invocation.console.note("==> \(name) <==")
    }
    let isOnly = invocation.arguments.has("stderr")
    let sink = isError && !isOnly ? invocation.console.stderr : invocation.console.stdout
    sink.write(bytes: bytes)
  }
}
