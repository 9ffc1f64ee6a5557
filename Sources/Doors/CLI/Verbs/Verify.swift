import Files
import Ledger
import Runtime
import StageKit

extension Verb {
  static let verify = Verb(
    name: "verify", summary: "check every byte: log, signatures, stored and exported files",
    usage: "verify [--quick|--full] [--head FILE [--key VKEY]] [--certificate FILE [--table FILE]]",
    details: [
      "Needs no key and no write permission. Exit code 3 if anything is not what was",
      "written. An exported file that is only out of date is a note, not a finding. With --full,",
      "every decision is recomputed too, and the rows of the views are derived again: bytes, rules",
      "and files. With --head, exit code 1 if the log does not extend a head that was kept",
      "elsewhere, signed by VKEY or this log. With --certificate, the table that it covers is",
      "derived again from the log as it was then, and compared. The last line is the verdict.",
    ],
    options: [
      .flag("full", nil, "check the rules and the rows of the views as well"),
      .flag("quick", nil, "hash and compare, but verify no signatures and check no files"),
      .value("head", nil, "FILE", "a head that was kept elsewhere"),
      .value("key", nil, "VKEY", "the verifier key that signed it; by default this log's"),
      .value("certificate", nil, "FILE", "a table's certificate, written with --certificate"),
      .value("table", nil, "FILE", "the table itself, if you have it"),
    ],
    example: "runledger verify --json"
  ) { invocation in
    let directory = try invocation.locate()
    let isQuick = invocation.arguments.has("quick")
    let isFull = invocation.arguments.has("full")
    if isQuick, isFull { throw Failure.usage("'--quick' and '--full' cannot be combined") }
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
      let rows = isFull ? VerifyReport.rows(of: workspace) : nil
      report.checkExports(of: workspace)
      if let rows {
        report.replay(workspace.ledger)
        report.take(rows)
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
    try invocation.checkTable(&report, workspace)
    return invocation.show(report)
  }
}

extension Invocation {
  /// Checks the table of `--certificate`, if there is one.
  fileprivate func checkTable(_ report: inout VerifyReport, _ workspace: Workspace) throws {
    guard let path = arguments.value("certificate").map(absolute) else {
      guard !arguments.has("table") else {
        throw Failure.usage("'--table' needs --certificate")
      }
      return
    }
    let bytes: [UInt8]
    var table: [UInt8]?
    do throws(FileError) {
      bytes = try FileSystem.readFile(path, limit: 1 << 20)
      if let file = arguments.value("table").map(absolute) {
        table = try FileSystem.readFile(file)
      }
    } catch {
      throw Failure.notFound("\(error)")
    }
    guard let certificate = TableCertificate(parsing: bytes) else {
      throw Failure.usage("'\(path)' is not a table certificate")
    }
    report.take(try check(certificate, table: table, workspace), about: path)
  }
}
