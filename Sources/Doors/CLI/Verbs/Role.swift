import Codecs
import Ledger
import StageKit

extension Verb {
  static let roleGrant = Verb(
    name: "role grant", summary: "grant a role to a key",
    usage: "role grant KEY ROLE [-m WHY]", example: "runledger role grant alice operator",
    operands: 2...2, writes: true
  ) { try $0.changeRole("grant_role") }

  static let roleRevoke = Verb(
    name: "role revoke", summary: "revoke a role from a key",
    usage: "role revoke KEY ROLE -m WHY",
    example: "runledger role revoke alice admin -m \"left the group\"",
    operands: 2...2, writes: true, demandsReason: true
  ) { try $0.changeRole("revoke_role") }
}

extension Invocation {
  fileprivate func changeRole(_ command: String) throws -> ExitCode {
    let role = try Role.named(operand(1) ?? "")
    let workspace = try writing()
    let key = try Subjects(workspace).key(operand(0) ?? "")
    var fields: ValueMap = ["kid": .bytes(key.id.bytes), "role": .text(role.rawValue)]
    if !arguments.reason.isEmpty { fields["reason"] = .text(arguments.reason) }
    return try submit(command, fields, in: workspace)
  }
}
