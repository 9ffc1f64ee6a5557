import Ledger
import Runtime
import StageKit

extension Verb {
  static let verify = Verb(
    name: "verify", summary: "check every byte: log, signatures, kept files, exported files",
    usage: "verify [--quick|--full] [--head FILE [--key VKEY]]",
    details: [
      "Needs no key and no permission to write. Exit code 3 when anything is not what was",
      "written. An exported file that is only out of date is a note, not a finding. With --full,",
      "every command is decided again too, and the rows of the views are made again: bytes, rules",
      "and files. With --head, exit code 1 when the log does not extend a head that was kept",
      "elsewhere, signed by VKEY or this log. The last line is the verdict.",
    ],
    options: [
      .flag("full", nil, "check the rules and the rows of the views as well"),
      .flag("quick", nil, "hash and compare, but verify no signature and look at no file"),
      .value("head", nil, "FILE", "a head that was kept elsewhere"),
      .value("key", nil, "VKEY", "the verifier key that signed it; by default this log's"),
    ],
    example: "runledger verify --json"
  ) { invocation in
    let directory = try invocation.locate()
    let isQuick = invocation.arguments.has("quick")
    let isFull = invocation.arguments.has("full")
    if isQuick, isFull { throw Failure.usage("'--quick' and '--full' exclude each other") }
    var options = Verifier.Options()
    options.checksSignatures = !isQuick
    options.checksBlobs = !isQuick
    if let damage = Verifier.examine(at: directory.path) {
      return invocation.show(VerifyReport(damage))
    }
    let workspace: Workspace
    do {
      workspace = try invocation.reading()
    } catch let error as LedgerError where error.code != .notFound {
      // What cannot be opened is still looked at, and what is wrong with it named.
      let verification = Verifier.verify(at: directory.path, options)
      guard !verification.ok else { throw verification.failure ?? error }
      return invocation.show(VerifyReport(verification))
    }
    let named = NamedBlobs(workspace.ledger)
    options.references = named.references
    options.purged = named.purged
    let verification = Verifier.verify(workspace.ledger, options)
    if let failure = verification.failure, verification.ok { throw failure }
    var report = VerifyReport(verification)
    if isQuick {
      report.skip("exported files", "the stored states", "the rows of the views")
    } else {
      report.audit(workspace.ledger)
      report.checkExports(of: workspace)
      if isFull {
        report.replay(workspace.ledger)
        report.checkRows(of: workspace)
      } else {
        report.skip(
          "the rows of the views, and what the rules make of every command: verify --full does")
      }
    }
    if let path = invocation.arguments.value("head") {
      let kept = try KeptHead(
        invocation.absolute(path), workspace.ledger, key: invocation.arguments.value("key"))
      report.head = try kept.comparison(with: workspace.ledger)
    }
    return invocation.show(report)
  }
}
