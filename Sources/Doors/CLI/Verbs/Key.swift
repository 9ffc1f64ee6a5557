import Codecs
import Ledger
import Runtime
import StageKit

extension Verb {
  static let keyList = Verb(
    name: "key list", summary: "list the ledger's keys, and which of them are yours",
    usage: "key list", details: ["Never prints secrets."], example: "runledger key list"
  ) { invocation in
    let workspace = try invocation.reading()
    let keyring = invocation.configDirectory.map(Keyring.init(configDirectory:))
    let own = try keyring?.list() ?? []
    let choice = try keyring?.choice(origin: workspace.ledger.origin) ?? Keyring.Choice()
    let columns = ["kid", "label", "role", "state", "yours"]
    var list = Listing("keys", columns.map { .words($0) })
    let size = try workspace.ledger.head().size
    for key in try workspace.ledger.authority().keys {
      let hasEnded = key.endsAt.map { $0 <= size } ?? false
      let state =
        key.rotatedTo != nil
        ? "rotated" : key.revokedAt != nil ? "revoked" : hasEnded ? "ended" : "valid"
      let isChosen = key.id == choice.person || key.id == choice.runner
      let isOwn = own.contains(key.id)
      let cells = [
        key.id.hex, key.label, key.revokedAt == nil ? key.role.rawValue : "-",
        key.endsAt.map { state == "valid" ? "valid until @\($0)" : state } ?? state,
        isChosen && key.revokedAt == nil ? "in use" : isOwn ? "yes" : "",
      ]
      let json: Value = [
        "kid": .text(key.id.hex), "label": .text(key.label), "role": .text(key.role.rawValue),
        "roles": .array(key.roles.map { .text($0.rawValue) }),
        "host": key.host.map(Value.text) ?? .null, "state": .text(state),
        "enrolled": .int(Int64(key.enrolledAt)),
        "revoked": key.revokedAt.map { .int(Int64($0)) } ?? .null, "own": .bool(isOwn),
        "chosen": .bool(isChosen), "until": key.endsAt.map { .int(Int64($0)) } ?? .null,
        "suspect_since": key.suspectSince.map { .int(Int64($0)) } ?? .null,
        "rotated_to": key.rotatedTo.map { .text($0.hex) } ?? .null,
      ]
      list.add(cells, json)
    }
    list.print(invocation, whenEmpty: "no keys")
    return .done
  }

  static let keyEnroll = Verb(
    name: "key enroll", summary: "enroll another key, from what 'key new' printed for its owner",
    usage: "key enroll FILE --role ROLE",
    details: [
      "You state the role that the key gets; it must be the one that its owner requested with 'key",
      "new' and signed, so that there are no surprises for either of you.",
    ],
    options: [.value("role", nil, "ROLE", "the role that the key gets")],
    example: "runledger key enroll request.json --role operator", operands: 1...1, writes: true,
    completes: .files
  ) { invocation in
    let path = invocation.absolute(invocation.operand(0) ?? "")
    let request = try KeyRequest(reading: path)
    guard let role = try invocation.arguments.value("role").map(Role.named) else {
      throw Failure.usage(
        "'key enroll' needs --role: '\(path)' asks for \(request.role)",
        hint: "runledger key enroll \(path) --role \(request.role), if that is what you grant")
    }
    guard role == request.role else {
      throw Failure.usage(
        "'\(path)' requests the role \(request.role), signed by its owner",
        hint: "ask the owner to request it: runledger key new --role \(role)")
    }
    return try invocation.submit("enroll_key", request.arguments, in: try invocation.writing())
  }

  static let keyRevoke = Verb(
    name: "key revoke", summary: "revoke a key; what it signed stays valid",
    usage: "key revoke KEY [--compromised-since @N] -m WHY",
    details: [
      "With --compromised-since, what the key signed from that entry on is shown as suspect:",
      "others may have had it by then. Nothing is removed.",
    ],
    options: [
      .value("compromised-since", nil, "@N", "from this entry on, others may have had the key")
    ],
    example: "runledger key revoke alice -m \"laptop lost\"",
    operands: 1...1, writes: true, demandsReason: true
  ) { invocation in
    let workspace = try invocation.writing()
    let key = try Subjects(workspace).key(invocation.operand(0) ?? "")
    var fields: ValueMap = [
      "kid": .bytes(key.id.bytes), "reason": .text(invocation.arguments.reason),
    ]
    if let since = try invocation.index("compromised-since") {
      fields["compromised_since"] = .int(since)
    }
    return try invocation.submit("revoke_key", fields, in: workspace)
  }
}
