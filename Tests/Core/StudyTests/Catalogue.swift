import Study

/// The text of `docs/EVENTS.md`, made of the definitions.
enum Catalogue {
  private static let introduction = """
    # Events

    Every event that a ledger may hold, in version 1. This page is generated from the definitions
    in `Sources/Core/Study/Records/Events`: `RECORD=1 swift test --filter Catalogue` writes it, and
    the test fails while it differs. The entry around an event is described in `ledger/FORMAT.md`.

    A *digest* is 32 bytes, SHA-256. Times are nanoseconds since the epoch, in UTC; durations are
    nanoseconds, sizes bytes. A *number* is a float64, or an integer that stands for one. An empty
    list is left out. A field that is not listed, is missing or has another type makes the event
    unreadable. *Emitted by* names the command whose decider adds the event, or the engine that
    reacts with it; a reserved type has its name and shape, and no rule of this revision emits it.
    """

  /// The whole page.
  static var text: String {
    var lines = [introduction]
    for kind in Stream.Kind.allCases {
      let definitions = EventData.definitions.filter { $0.streams.first == kind }
      if definitions.isEmpty { continue }
      lines += ["", "## \(title(of: kind))"]
      for definition in definitions { lines += section(definition) }
    }
    lines += ["", "## Records inside events"]
    for (part, title, summary) in PartWords.parts {
      lines += ["", "### \(title)", "", summary] + table(part.fields)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func section(_ definition: EventDefinition) -> [String] {
    var lines = ["", "### `\(definition.type)`", "", definition.summary]
    let emitters = Emitters.of(definition.type)
    let streams = definition.streams.map { "`\(path(of: $0))`" }.joined(separator: ", ")
    lines += [
      "", "- version: \(definition.version)", "- on: \(streams)", "- emitted by: \(emitters)",
    ]
    guard !definition.fields.isEmpty else { return lines + ["- fields: none"] }
    return lines + table(definition.fields)
  }

  private static func table(_ fields: [EventDefinition.Field]) -> [String] {
    ["", "| field | type | | meaning |", "|---|---|---|---|"]
      + fields.map { field in
        let isOptional = field.isOptional ? "optional" : ""
        return "| `\(field.name)` | \(field.kind.rawValue) | \(isOptional) | \(field.summary) |"
      }
  }

  private static func title(of kind: Stream.Kind) -> String {
    switch kind {
    case .ledger: "The ledger"
    case .key: "Keys"
    case .study: "Studies"
    case .run: "Runs and their stages"
    case .batch: "Batches"
    case .pair: "Pairs"
    case .candidate: "Candidates"
    case .baseline: "Baselines"
    case .violation: "Violations"
    case .report: "Reports"
    }
  }

  private static func path(of kind: Stream.Kind) -> String {
    switch kind {
    case .ledger: "ledger"
    case .key: "key/KID"
    case .study: "study/SLUG"
    default: "\(kind.rawValue)/SLUG/ID"
    }
  }
}

/// Who adds an event of a type.
enum Emitters {
  /// The commands and engines, as words of a sentence.
  static func of(_ type: String) -> String {
    table.first { $0.type == type }?.emitters ?? "nobody yet; reserved"
  }

  /// Every type that somebody adds.
  static let table: [(type: String, emitters: String)] = [
    ("ledger.opened", "the ledger, in its first entry"),
    ("rules.adopted", "the ledger, in its first entry"),
    ("ledger.rekeyed", "`rekey_ledger`"), ("ledger.restored", "`restore_ledger`"),
    ("checkpoint.witnessed", "`witness_checkpoint`"),
    ("key.rotated", "`rotate_key`"),
    ("key.enrolled", "`enroll_key`"), ("key.revoked", "`revoke_key`"),
    ("role.granted", "`grant_role`"), ("role.revoked", "`revoke_role`"),
    ("command.refused", "any command that a rule refuses"),
    ("study.registered", "`register_study`"), ("study.revised", "`revise_study`"),
    ("study.amended", "`amend_study`"),
    (
      "schedule.drawn", "`draw_schedule`, the engine *pairing*"
    ),
    ("study.halted", "`halt_study`, the engine *halting*"),
    ("study.resumed", "`resume_study`, the engine *halting*"),
    ("study.closed", "the engines *levels* and *halting*"),
    ("level.reached", "the engine *levels*"),
    ("run.planned", "`rerun_run`, the engine *scheduling*"),
    ("run.pinned", "the engine *scheduling*"), ("run.started", "the engine *runs*"),
    ("run.finished", "the engine *runs*"), ("run.evaluated", "the engine *runs*"),
    ("run.locked", "`lock_run`, the engine *locking*"),
    ("run.corrected", "`rerun_run`, the engine *scheduling*"),
    ("run.excluded", "`exclude_run`, the engine *exclusions*"),
    ("reproduction.compared", "`compare_reproduction`"),
    ("pair.verified", "the engine *pairing*"), ("pair.rejected", "the engine *pairing*"),
    ("batch.declared", "`declare_batch`"), ("batch.closed", "the engine *batches*"),
    ("run.invalidated", "`invalidate_run`"), ("run.imported", "`import_run`"),
    ("override.granted", "`grant_override`"), ("override.revoked", "`revoke_override`"),
    ("approval.signed", "`approve`"),
    ("candidate.registered", "`register_candidate`, the engine *promotion*"),
    ("candidate.rejected", "`reject_candidate`"),
    ("window.closed", "the engine *promotion*"), ("canary.breached", "the engine *promotion*"),
    ("baseline.promoted", "`promote`"),
    ("baseline.rolled_back", "`roll_back`, the engine *promotion*"),
    ("promotion.refused", "`promote`"), ("stage.told", "`tell_stage`"),
    ("stage.answered", "`answer_stage`"), ("report.published", "`publish_report`"),
    ("stage.requested", "the engine *scheduling*, in answer to `claim_work`"),
    ("stage.started", "`start_stage`"), ("stage.observed", "`observe_stage`"),
    ("stage.finished", "`finish_stage`"), ("stage.retried", "the engine *retry*"),
    ("stage.blocked", "`block_stage`, the engines *retry* and *scheduling*"),
    ("stage.unblocked", "`retry_stage`"), ("stage.skipped", "the engine *scheduling*"),
    ("gate.evaluated", "`check_requirements`, the engine *gates*"),
    ("warning.accepted", "`accept_warning`"),
    ("decision.made", "`make_decision`, the engines *levels*, *retry* and *promotion*"),
    ("blob.purged", "`purge_blobs`"), ("note.added", "`add_note`"), ("run.tagged", "`tag_run`"),
    ("budget.exceeded", "the engine *budget*"),
    ("violation.recorded", "`record_violation`, the engine *violations*"),
    ("violation.resolved", "`resolve_violation`"),
  ]
}
