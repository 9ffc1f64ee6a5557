import Bytes
import Codecs
import Ledger
import Projections
import Runtime
import StageKit
import Study

extension Verb {
  static let purge = Verb(
    name: "purge", summary: "erase a kept file, or data that no rule reads, and record that",
    usage: "purge [STUDY/]RUN/STAGE[/UNIT]/FILE | @ENTRY[.EVENT] -m WHY",
    details: [
      "For what should never have been recorded. An admin's decision: it is signed before",
      "anything is removed, and cannot be undone. FILE is a kept output, stdout.log or",
      "stderr.log; all copies below runs/ go with it. @ENTRY names data over 4 kB that lie",
      "outside of the entry: reports of a stage, notes, what was told, and arguments. What a rule",
      "reads is refused, for without it nothing could be decided again. A file's digest and size",
      "stay in the log. Backups, bundles and exports that were made before keep what they have;",
      "the next backup to the same place removes it there.",
    ],
    options: [
      .flag("complete", nil, "erase what was purged and is still there, or came back from a copy")
    ],
    example: "runledger purge A-s42/classify/metrics.json -m \"it holds a patient's name\"",
    operands: 0...1, writes: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    if invocation.arguments.has("complete") { return try invocation.completePurges(workspace) }
    guard let word = invocation.operand(0) else {
      throw Failure.usage("what is to be purged is missing", hint: "runledger help purge")
    }
    guard invocation.arguments.has("reason") else {
      throw Failure.usage("'purge' needs a reason", hint: "-m \"...\" says why")
    }
    var contents: [PurgeBlobs.Content] = []
    let purges = NamedBlobs.purges(in: workspace.ledger)
    for digest in try invocation.contents(word, workspace) {
      let purge = purges.last { $0.digest == digest }
      // The same command once more is answered like any other.
      let isRepeated = invocation.arguments.has("cmd-id")
      if let purge, !isRepeated, !workspace.ledger.blobs.contains(digest) {
        invocation.console.note("'\(word)' was \(purge)")
        continue
      }
      let uses = try BlobUses(of: digest, in: workspace.ledger)
      try uses.refuse(word, try workspace.handler.states())
      contents.append(PurgeBlobs.Content(digest: digest, of: uses.events.map(\.position)))
    }
    if contents.isEmpty {
      if invocation.isJSON { invocation.console.print(json: CommandOutcome(preview: []).json) }
      return .done
    }
    let command = PurgeBlobs(contents, reason: invocation.arguments.reason)
    var outcome: CommandOutcome?
    if invocation.isDryRun {
      outcome = try invocation.outcome(of: command, in: workspace)
    } else {
      let studies = try Purging(workspace).purge(contents.map(\.digest)) {
        outcome = try invocation.outcome(of: command, in: workspace)
      }
      invocation.rewriteFiles(of: studies, in: workspace)
      try invocation.views(workspace).flush()
    }
    outcome.map(invocation.show)
    return .done
  }
}

extension Invocation {
  fileprivate func completePurges(_ workspace: Workspace) throws -> ExitCode {
    let left = Purging(workspace).overdue(NamedBlobs(workspace.ledger))
    if !isDryRun { rewriteFiles(of: try Purging(workspace).completeAll(), in: workspace) }
    if isJSON {
      console.print(json: ["erased": .array(left.map { .text($0.digest.hex) })])
      return .done
    }
    for purge in left { console.print("\(isDryRun ? "to be erased" : "erased"): \(purge)") }
    if left.isEmpty { console.note("nothing that was purged is left") }
    return .done
  }

  /// The blobs that a word names: of a run's file one, of an entry all that lie outside of it.
  fileprivate func contents(_ word: String, _ workspace: Workspace) throws -> [Digest] {
    guard word.hasPrefix("@") else { return [try keptFile(word, workspace)] }
    let parts = word.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let index = UInt64(parts[0]),
      let ordinal = parts.count == 2 ? Int(parts[1]) : .some(-1)
    else {
      throw Failure.usage("'\(word)' is not an entry or an event", hint: "write @12 or @12.0")
    }
    guard index < (try workspace.ledger.head().size) else {
      throw Failure.notFound("there is no entry '@\(index)'")
    }
    let entry = try workspace.ledger.entry(index).entry
    guard ordinal < entry.events.count else {
      throw Failure.notFound(
        "entry '@\(index)' has no event \(ordinal)", hint: "runledger show @\(index)")
    }
    let payloads =
      ordinal < 0
      ? [entry.arguments] + entry.events.map(\.data) : [entry.events[ordinal].data]
    var digests: [Digest] = []
    for case .detached(let commitment, _) in payloads where !digests.contains(commitment) {
      digests.append(commitment)
    }
    guard !digests.isEmpty else {
      throw Failure(
        "structural", "the data of '\(word)' lie within the signed entry, and cannot be erased",
        hint: "only data over 4 kB lie outside of it", exit: .guarded)
    }
    return digests
  }

  /// The kept output or log of a run that a word names.
  private func keptFile(_ word: String, _ workspace: Workspace) throws -> Digest {
    let contents = try RunContents(word, try Subjects(workspace))
    let path = contents.rest.joined(separator: "/")
    let logs = contents.units.flatMap { unit in
      unit.view.attempts.flatMap { $0.end?.logs ?? [] }.filter { $0.path == path }
    }
    if logs.count > 1, Set(logs.map(\.digest)).count > 1 {
      throw Failure.ambiguous(path, contents.units.map { "\($0.name)/\(path)" })
    }
    if let log = logs.first { return log.digest }
    let file = try contents.file()
    guard file.output.kept else {
      throw Failure(
        "conflict", "the ledger keeps only the digest of '\(file.name)', not its content",
        hint: "the file itself is '\(file.directory)/\(file.output.path)'", exit: .conflict)
    }
    return file.output.digest
  }
}

extension BlobUses {
  /// Refuses data that a rule reads, and reports of a stage that is still at work.
  fileprivate func refuse(_ word: String, _ states: States) throws {
    if let structural {
      throw Failure(
        "structural",
        "the data of '\(word)' is that of \(structural.position) '\(structural.type)', which a "
          + "rule reads: without it, later entries could not be replayed",
        hint: "correct what it says instead, and leave the record", exit: .guarded)
    }
    for id in reporting {
      let unit = states.run(id.study, id.run)?.unit(id.stage, id.unit)
      guard unit?.phase == .started, unit?.attempt == id.attempt else { continue }
      throw Failure(
        "out_of_order", "\(id) is still running", hint: "purge what it reported when it has ended",
        exit: .guarded)
    }
  }
}
