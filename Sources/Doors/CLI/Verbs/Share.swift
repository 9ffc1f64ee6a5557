import Codecs
import Files
import Ledger
import Runtime
import StageKit

extension Verb {
  static let share = Verb(
    name: "share", summary: "let the accounts of a group write to this ledger",
    usage: "share GROUP",
    details: [
      "Everything below .runledger/ and runs/ becomes the group's, and the ledger's own key moves",
      "inside, readable by the group. The log stays as it is. Accounts still need their own keys:",
      "'key new' and 'key enroll'. 'init --shared GROUP' creates a shared ledger from the start.",
    ],
    example: "runledger share lab", operands: 1...1, completes: .nothing
  ) { invocation in
    let group = try Account.group(invocation.operand(0) ?? "")
    guard let config = invocation.configDirectory else {
      throw Failure(
        "key_file", "there is no directory for your keys", hint: "set $HOME", exit: .keyRefused)
    }
    let directory = try invocation.locate()
    let workspace = try invocation.reading()
    let runs = PathName.join(workspace.root, "runs")
    try FileSystem.makeDirectories(runs)
    try Ledger.share(
      directory, origin: workspace.ledger.origin, beside: [runs], with: group,
      keyring: Keyring(configDirectory: config))
    if invocation.isJSON {
      invocation.console.print(json: ["shared": true, "group": .int(Int64(group))])
    } else {
      invocation.console.note("the group \(group) may write '\(directory.path)' and '\(runs)'")
      invocation.console.note(
        "each account: runledger key new; then an admin: runledger key enroll")
    }
    return .done
  }
}
