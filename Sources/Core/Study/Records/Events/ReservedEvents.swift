/// Types whose names and shapes are fixed and that no rule of this revision emits by itself.
///
/// They are checked against their fields when they are read, and shown like any other event.
enum ReservedEvents {
  static let definitions: [EventDefinition] = ledger + runs + stages + later

  private static let ledger: [EventDefinition] = [
    EventDefinition(
      "ledger.opened", on: .ledger, summary: "The log was opened.",
      fields: [
        .text("origin", "name of the log"), .bytes("log_key", "public key of the ledger"),
        .bytes("admin_key", "public key of the first admin"),
        .text("admin_label", "name of the first admin"),
      ]),
    EventDefinition(
      "rules.adopted", on: .ledger, summary: "A revision of the rules was adopted.",
      fields: [.integer("revision", "number of the rules")]),
    EventDefinition(
      "checkpoint.witnessed", on: .ledger, summary: "A witness signed a head.",
      fields: [
        .integer("size", "size of the head"), .text("witness", "key of the witness"),
        .text("note", "the checkpoint, with the signature line of the witness"),
      ]),
    EventDefinition(
      "ledger.rekeyed", on: .ledger, summary: "The ledger's own key was replaced.",
      fields: [.text("note", "both keys, signed by both")]),
    EventDefinition(
      "ledger.restored", on: .ledger,
      summary: "The log continues although an acknowledged head was lost.",
      fields: [
        .integer("lost_size", "size of the lost head"), .digest("lost_root", "its root"),
        .integer("kept_size", "size of the head that the log continues from"),
        .digest("kept_root", "its root"), .text("reason", "why"),
      ]),
    EventDefinition(
      "key.enrolled", on: .key, summary: "A key was enrolled: it may sign.",
      fields: [
        .bytes("kid", "identifier of the key"), .bytes("public_key", "the public key"),
        .text("role", "viewer, runner, operator or admin"), .text("label", "name of the key"),
        .text("host", "the host that a runner's key belongs to").optional,
        .integer("until", "the first entry that it may not sign any more").optional,
        .bytes("possession", "signature of the new key over origin, identifier, role and end"),
      ]),
    EventDefinition(
      "key.rotated", on: .key, summary: "A key was replaced by its owner.",
      fields: [
        .bytes("kid", "identifier of the replaced key"),
        .bytes("public_key", "the public key that takes over its roles"),
        .text("label", "name of the new key"),
        .bytes("possession", "signature of the new key over origin, identifier and role"),
      ]),
    EventDefinition(
      "key.revoked", on: .key, summary: "A key was revoked: it may no longer sign.",
      fields: [
        .bytes("kid", "identifier of the key"), .text("reason", "why"),
        .integer("compromised_since", "what it signed from this entry on is suspect").optional,
      ]),
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
      "run.abandoned", on: .run, summary: "A run was abandoned.",
      fields: [.text("reason", "why")])
  ]

  private static let stages: [EventDefinition] = [
    EventDefinition(
      "artifact.purged", on: .run, summary: "An output was removed.",
      fields: [
        .text("stage", "the stage"), .text("unit", "the unit's key"), .text("path", "the output"),
        .digest("digest", "digest of its content"), .text("reason", "why"),
      ])
  ]

  private static let later: [EventDefinition] = [
    EventDefinition(
      "replay.attested", on: .report, summary: "The log was replayed.",
      fields: [
        .integer("size", "head that was replayed"), .bool("identical", "whether it came out equal"),
      ])
  ]
}
