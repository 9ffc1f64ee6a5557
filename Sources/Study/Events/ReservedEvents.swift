/// Types whose names and shapes are fixed and that no rule of this revision emits by itself.
///
/// They are checked against their fields when they are read, and shown like any other event.
enum ReservedEvents {
  static let definitions: [EventDefinition] = ledger + runs + stages + later

  private static let ledger: [EventDefinition] = [
    EventDefinition(
      "ledger.opened", on: .ledger, summary: "The log begins.",
      fields: [
        .text("origin", "name of the log"), .bytes("log_key", "public key of the ledger"),
        .bytes("admin_key", "public key of the first admin"),
        .text("admin_label", "name of the first admin"),
      ]),
    EventDefinition(
      "rules.adopted", on: .ledger, summary: "The rules of a revision hold from here on.",
      fields: [.integer("revision", "number of the rules")]),
    EventDefinition(
      "checkpoint.witnessed", on: .ledger, summary: "A witness signed a head.",
      fields: [
        .integer("size", "size of the head"), .text("witness", "name of the witness"),
        .text("note", "the signed note"),
      ]),
    EventDefinition(
      "ledger.restored", on: .ledger, summary: "The log goes on from a copy.",
      fields: [.integer("size", "size of the copy"), .text("reason", "why")]),
    EventDefinition(
      "blob.purged", on: .ledger, summary: "The content behind a commitment was erased.",
      fields: [.digest("digest", "address of the blob"), .text("reason", "why")]),
    EventDefinition(
      "key.enrolled", on: .key, summary: "A key may sign.",
      fields: [
        .bytes("kid", "identifier of the key"), .bytes("public_key", "the public key"),
        .text("role", "viewer, runner, operator or admin"), .text("label", "name of the key"),
        .text("host", "the host that a runner's key belongs to").optional,
        .bytes("possession", "signature of the new key over origin and identifier"),
      ]),
    EventDefinition(
      "key.revoked", on: .key, summary: "A key may sign no more.",
      fields: [.bytes("kid", "identifier of the key"), .text("reason", "why")]),
    EventDefinition(
      "role.granted", on: .key, summary: "A key's role changed.",
      fields: [
        .bytes("kid", "identifier of the key"), .text("role", "its role from here on"),
        .text("reason", "why").optional,
      ]),
    EventDefinition(
      "role.revoked", on: .key, summary: "A key lost its role.",
      fields: [
        .bytes("kid", "identifier of the key"), .text("role", "the role it lost"),
        .text("reason", "why").optional,
      ]),
  ]

  private static let runs: [EventDefinition] = [
    EventDefinition(
      "run.invalidated", on: .run, summary: "The run needs to be rebuilt.",
      fields: [.text("reason", "why"), .text("policy", "the policy it fails").optional]),
    EventDefinition(
      "run.abandoned", on: .run, summary: "The run is given up.",
      fields: [.text("reason", "why")]),
    EventDefinition(
      "run.imported", on: .run, summary: "A run that was executed elsewhere was taken over.",
      fields: [.text("source", "where it comes from"), .map("facts", "what the source says")]),
  ]

  private static let stages: [EventDefinition] = [
    EventDefinition(
      "stage.told", on: .run, summary: "A running stage was told something.",
      fields: AttemptID.definitions + [.text("text", "what it was told")]),
    EventDefinition(
      "stage.answered", on: .run, summary: "A running stage answered.",
      fields: AttemptID.definitions + [.text("text", "its answer")]),
    EventDefinition(
      "artifact.purged", on: .run, summary: "An output was removed.",
      fields: [
        .text("stage", "the stage"), .text("unit", "the unit's key"), .text("path", "the output"),
        .digest("digest", "digest of its content"), .text("reason", "why"),
      ]),
    EventDefinition(
      "override.granted", on: .study, .run, summary: "A guard may be bypassed.",
      fields: [
        .text("flag", "the guarded parameter"), .value("value", "its value under the grant"),
        .text("scope", "what the grant covers"), .text("reason", "why"),
      ]),
    EventDefinition(
      "approval.signed", on: .study, .run, summary: "A person approved.",
      fields: [.text("subject", "what was approved"), .text("meaning", "what approval means")]),
  ]

  private static let later: [EventDefinition] = [
    EventDefinition(
      "batch.declared", on: .batch, summary: "A set of variants was declared.",
      fields: [.map("manifest", "variants, seeds, revisions and overrides")]),
    EventDefinition(
      "batch.closed", on: .batch, summary: "Every variant of the batch is done.",
      fields: [.text("verdict", "the worst verdict")]),
    EventDefinition(
      "candidate.registered", on: .candidate, summary: "Something promotable was registered.",
      fields: [.digest("digest", "digest of its content"), .text("source", "where it comes from")]),
    EventDefinition(
      "candidate.rejected", on: .candidate, summary: "A candidate was rejected.",
      fields: [.list("reasons", "why")]),
    EventDefinition(
      "window.closed", on: .baseline, summary: "A window of telemetry is complete.",
      fields: [.integer("window", "number of the window"), .map("values", "what it measured")]),
    EventDefinition(
      "canary.breached", on: .baseline, summary: "A threshold of a canary was crossed.",
      fields: [.integer("window", "number of the window"), .list("checks", "the crossed checks")]),
    EventDefinition(
      "baseline.promoted", on: .baseline, summary: "The baseline points elsewhere.",
      fields: [
        .text("from", "what it pointed at").optional, .text("to", "what it points at"),
        .list("evidence", "events that allow it"),
      ]),
    EventDefinition(
      "baseline.rolled_back", on: .baseline, summary: "The baseline points back.",
      fields: [
        .text("from", "what it pointed at"), .text("to", "what it points at"),
        .text("reason", "why"),
      ]),
    EventDefinition(
      "promotion.refused", on: .baseline, summary: "The evidence does not allow a promotion.",
      fields: [.text("to", "what was to be promoted"), .list("reasons", "what is missing")]),
    EventDefinition(
      "report.published", on: .report, summary: "A report was derived.",
      fields: [
        .digest("digest", "digest of the report"), .integer("size", "head it was derived at"),
      ]),
    EventDefinition(
      "replay.attested", on: .report, summary: "Somebody replayed the log.",
      fields: [
        .integer("size", "head that was replayed"), .bool("identical", "whether it came out equal"),
      ]),
  ]
}
