import Codecs
import Ledger
import Runtime
import StageKit

extension Verb {
  static let keyList = Verb(
    name: "key list", summary: "list the keys the ledger knows, and which of them are yours",
    usage: "key list", details: ["Never shows a secret."], example: "runledger key list"
  ) { invocation in
    let workspace = try invocation.reading()
    let keyring = invocation.configDirectory.map(Keyring.init(configDirectory:))
    let own = try keyring?.list() ?? []
    let choice = try keyring?.choice(origin: workspace.ledger.origin) ?? Keyring.Choice()
    let columns = ["kid", "label", "role", "state", "yours"]
    var list = Listing("keys", columns.map { .words($0) })
    for key in try workspace.ledger.authority().keys {
      let state = key.revokedAt == nil ? "valid" : "revoked"
      let isChosen = key.id == choice.person || key.id == choice.runner
      let isOwn = own.contains(key.id)
      let cells = [
        key.id.hex, key.label, key.revokedAt == nil ? key.role.rawValue : "-", state,
        isChosen && key.revokedAt == nil ? "in use" : isOwn ? "yes" : "",
      ]
      let json: Value = [
        "kid": .text(key.id.hex), "label": .text(key.label), "role": .text(key.role.rawValue),
        "roles": .array(key.roles.map { .text($0.rawValue) }),
        "host": key.host.map(Value.text) ?? .null, "state": .text(state),
        "enrolled": .int(Int64(key.enrolledAt)),
        "revoked": key.revokedAt.map { .int(Int64($0)) } ?? .null, "own": .bool(isOwn),
        "chosen": .bool(isChosen),
      ]
      list.add(cells, json)
    }
    list.print(invocation, whenEmpty: "no keys")
    return .done
  }

  static let keyEnroll = Verb(
    name: "key enroll", summary: "let another key sign: what 'key new' printed for its owner",
    usage: "key enroll FILE [--role ROLE]",
    options: [.value("role", nil, "ROLE", "another role than the owner asked for")],
    example: "runledger key enroll request.json", operands: 1...1, writes: true, completes: .files
  ) { invocation in
    let path = invocation.absolute(invocation.operand(0) ?? "")
    var request = try KeyRequest(reading: path)
    if let role = try invocation.arguments.value("role").map(Role.named) { request.role = role }
    return try invocation.submit("enroll_key", request.arguments, in: try invocation.writing())
  }

  static let keyRevoke = Verb(
    name: "key revoke", summary: "let a key sign no more; what it signed stays valid",
    usage: "key revoke KEY -m WHY", example: "runledger key revoke alice -m \"laptop lost\"",
    operands: 1...1, writes: true, demandsReason: true
  ) { invocation in
    let workspace = try invocation.writing()
    let key = try Subjects(workspace).key(invocation.operand(0) ?? "")
    return try invocation.submit(
      "revoke_key",
      ["kid": .bytes(key.id.bytes), "reason": .text(invocation.arguments.reason)], in: workspace)
  }
}
