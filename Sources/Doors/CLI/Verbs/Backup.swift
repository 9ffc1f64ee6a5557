import Codecs
import Ledger
import Runtime
import StageKit

extension Verb {
  static let backup = Verb(
    name: "backup", summary: "copy the ledger to a directory while in use, and verify the copy",
    usage: "backup DIRECTORY [--check]",
    details: [
      "Into the same directory it copies only what is new. The previous backup stays until",
      "everything is verified; if that fails, it stays for good. A backup can be read like",
      "any ledger: 'runledger --ledger DIRECTORY verify'. Your keys are not in it: keep a copy.",
    ],
    options: [.flag("check", nil, "copy nothing; verify the existing backup")],
    example: "runledger backup /mnt/other/lab", operands: 1...1, completes: .files
  ) { invocation in
    let path = invocation.absolute(invocation.operand(0) ?? "")
    if invocation.arguments.has("check") { return try invocation.checkBackup(path) }
    let workspace = try invocation.reading()
    let summary = try BackupRun(workspace.ledger, to: path).run()
    let manifest = summary.manifest
    if invocation.isJSON {
      var json = manifest.json.asMap ?? [:]
      json["directory"] = .text(path)
      json["copied"] = .int(Int64(summary.copied))
      json["copied_bytes"] = .int(summary.copiedBytes)
      invocation.console.print(json: .map(json))
      return .done
    }
    invocation.console.print(
      "backed up \(Amounts.count(Int(manifest.head.size), "entry", "entries")) and "
        + "\(Amounts.count(manifest.blobs, "kept file")) to \(path): verified")
    invocation.console.print("head \(manifest.head)")
    invocation.console.note(
      "\(Amounts.count(summary.copied, "file")) (\(Amounts.size(summary.copiedBytes))) copied; "
        + "your keys are not in it, keep a copy of them elsewhere")
    return .done
  }
}

extension Invocation {
  fileprivate func checkBackup(_ path: String) throws -> ExitCode {
    let place = BackupPlace(path: path)
    let manifest = try place.standing()
    if isJSON {
      console.print(json: manifest.json)
    } else {
      console.print("ok: the backup in \(path) verifies, head \(manifest.head)")
    }
    return .done
  }
}
