import Codecs
import Files
import Ledger
import Projections
import Runtime
import Study
import TestKit
import Testing

@testable import CLI

/// The verbs that only read, and the shapes of their JSON.
@Suite(.serialized) struct LookTests {
  private let bench: Bench

  init() throws {
    bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
  }

  @Test func `status has the shape it promises`() throws {
    let json = try bench.run("status", "--json").json()
    let study = try #require(json["studies"]?.asArray?.first?.asMap)
    for key in ["study", "state", "runs", "stages", "next"] { #expect(study[key] != nil, "\(key)") }
    #expect(study["runs"]?.asMap?["finished"] == 1)
    let stage = try #require(study["stages"]?.asArray?.first?.asMap)
    #expect(stage["state"] == "done")
    #expect(stage["verdict"] == "PASS")
  }

  @Test func `log prints one event a line with every member`() throws {
    let lines = bench.run("log", "--json").lines
    for line in lines {
      let event = try #require(try JSON.decode(Array(line.utf8)).asMap)
      for key in [
        "entry", "ordinal", "type", "version", "stream", "by", "cause", "author", "label", "at",
        "data",
      ] { #expect(event[key] != nil, "\(key) in \(line)") }
      #expect(event["author"]?.asText?.count == 32)
      #expect(event["at"]?.asText?.count == 30)
    }
    #expect(bench.run("log").lines.count == lines.count)
  }

  @Test func `log is narrowed by subject, type, study and number`() throws {
    #expect(bench.run("log", "s1", "--type", "stage").lines.allSatisfy { $0.contains(" stage.") })
    #expect(bench.run("log", "--type", "study.closed").lines.count == 1)
    #expect(bench.run("log", "--type", "study.clos").lines.isEmpty)
    #expect(bench.run("log", "-n", "3").lines == Array(bench.run("log").lines.suffix(3)))
    #expect(bench.run("log", "-n", "0").lines.isEmpty)
    let study = bench.run("log", "--study", "smallest").lines
    #expect(study.count == bench.run("log").lines.count - 3)
    #expect(bench.run("log", "ledger").lines.count == 2)
    #expect(bench.run("log", "key/ada").lines.count <= 1)
  }

  @Test func `log that follows ends when nobody reads`() throws {
    let result = bench.run(["log", "--follow"], lineLimit: 2)
    #expect(result.exit == 0)
    #expect(result.lines.count >= 2)
  }

  @Test func `why walks from a gate to the claim of the work`() throws {
    let shown = bench.run("show", "s1/count", "--why")
    #expect(shown.exit == 0)
    for word in ["gate.evaluated", "stage.finished", "stage.requested", "claim_work"] {
      #expect(shown.out.contains(word), "\(word)")
    }
    let json = try bench.run("show", "s1/count", "--why", "--json").json()
    #expect(Self.steps(json["why"]) >= 4)
  }

  @Test func `an entry is shown with its command, and an event with its data`() throws {
    let entry = try bench.run("show", "@0", "--json").json()
    #expect(entry["command"] == "open_ledger")
    #expect(entry["events"]?.asArray?.count == 2)
    let event = try bench.run("show", "@0.1", "--json").json()
    #expect(event["type"] == "rules.adopted")
  }

  @Test func `verify has the shape it promises`() throws {
    let json = try bench.run("verify", "--json").json()
    #expect(
      json.keys.sorted() == [
        "checked", "entries", "events", "findings", "head", "not_checked", "ok", "root", "size",
        "verdict", "witnessed",
      ])
    #expect(json["ok"] == true)
    #expect(json["verdict"] == "ok_as_far_as_checked")
    for check in ["seal", "states", "values", "events"] {
      #expect(json["checked"]?.asArray?.contains(.text(check)) == true, "\(check)")
    }
    let last = bench.run("verify").out.split(separator: "\n").last ?? ""
    #expect(last.hasPrefix("ok as far as checked, "))
    let full = try bench.run("verify", "--full", "--json").json()
    #expect(full["checked"]?.asArray?.contains("rules") == true)
    #expect(full["checked"]?.asArray?.contains("rows") == true)
    #expect(full["ok"] == true)
    #expect(json["checked"]?.asArray?.contains("exports") == true)
    let quick = try bench.run("verify", "--quick", "--json").json()
    #expect(quick["checked"]?.asArray?.contains("exports") == false)
    #expect(quick["not_checked"]?.asArray?.contains("exported files") == true)
  }

  @Test func `an altered file is found and named, an old one is only noted`() throws {
    let path = "runs/smallest/gates.csv"
    let text = try bench.read(path)
    try bench.write(path, text.replacing("PASS", with: "FAIL"))
    let verify = bench.run("verify", "--json")
    #expect(verify.exit == 3)
    let finding = try #require(try verify.json()["findings"]?.asArray?.first?.asMap)
    #expect(finding["kind"] == "export_altered")
    #expect(finding["path"]?.asText == path)
    let check = bench.run("export", "--check")
    #expect(check.exit == 3)
    #expect(check.out.contains("gates.csv, line 2"))
    #expect(bench.run("export").exit == 0)
    // As after a command whose files could not be written.
    let old = ["SHA256SUMS", "report.md"].map { "runs/smallest/\($0)" }
    let texts = try old.map(bench.read)
    #expect(bench.run("note", "smallest", "later").exit == 0)
    for (path, text) in zip(old, texts) { try bench.write(path, text) }
    let stale = bench.run("export", "--check")
    #expect(stale.exit == 0)
    #expect(stale.err.contains("stale: "))
    #expect(bench.run("verify").exit == 0)
  }

  @Test func `a kept file that was altered is found`() throws {
    let blobs = PathName.join(bench.root, ".runledger/blobs")
    let name = try #require(try FileSystem.walk(blobs).first)
    let path = PathName.join(blobs, name)
    try FileSystem.setMode(path, 0o644)
    try FileSystem.writeAtomically(path, Array("other".utf8))
    let verify = bench.run("verify", "--json")
    #expect(verify.exit == 3)
    let finding = try #require(try verify.json()["findings"]?.asArray?.first?.asMap)
    #expect(finding["kind"] == "blob_altered")
  }

  @Test func `verify needs no keys`() throws {
    bench.environment["HOME"] = bench.temporary.path("nobody")
    #expect(bench.run("verify").exit == 0)
    #expect(bench.run("status").exit == 0)
    let note = bench.run("note", "s1", "x")
    #expect(note.exit == 7, "\(note.err)")
  }

  @Test func `the past can be exported elsewhere`() throws {
    let result = bench.run("export", "-o", "past", "--at", "@4", "report.md")
    #expect(result.exit == 0, "\(result.err)")
    #expect(result.err.contains("as of @4"))
    #expect(FileSystem.exists(PathName.join(bench.root, "past/smallest/report.md")))
    #expect(bench.run("export", "--at", "@999").exit == 4)
    for word in ["foo", "@foo", "@", "2026-13-01"] {
      let wrong = bench.run("export", "--at", word)
      #expect(wrong.exit == 2, "\(word): \(wrong.err)")
      #expect(wrong.err.contains("neither an entry nor a time"))
    }
    #expect(bench.run("export", "nonsense.csv").exit == 4)
  }

  @Test func `caches can be dropped and are made again`() throws {
    try FileSystem.removeTree(PathName.join(bench.root, ".runledger/views"))
    #expect(bench.run("status").exit == 0)
    let rebuilt = try bench.run("rebuild", "--json").json()
    #expect(rebuilt["root"] == (try bench.run("verify", "--json").json())["root"])
    #expect(bench.run("export", "--check").exit == 0)
  }

  @Test func `the report is printed`() throws {
    let result = bench.run("report")
    #expect(result.out.hasPrefix("# smallest\n"))
    #expect(result.out == (try bench.read("runs/smallest/report.md")))
    #expect(bench.run("report", "--html").out.contains("<html"))
  }
}

extension LookTests {
  @Test func `the page on JSON names every word that may stand there`() throws {
    let page = try Self.pageText()
    let words =
      Finding.Kind.allCases.map(\.rawValue) + Verification.Check.allCases.map(\.rawValue)
      + StudyReport.State.allCases.map(\.rawValue) + Closing.allCases.map(\.rawValue)
      + RunStatus.allCases.map(\.rawValue) + Rejection.Code.allCases.map(\.rawValue)
      + RuntimeError.Code.allCases.map(\.rawValue) + Outcome.allCases.map(\.rawValue)
      + LedgerError.Code.allCases.map { Failure(LedgerError($0, "")).code }
      + ProjectionError.Code.allCases.map { Failure(ProjectionError($0, "")).code }
    for word in words { #expect(page.contains("`\(word)`"), "\(word)") }
    let verbs = VerbTable.verbs.map(\.name).filter { !Domains.hasVerb($0) }
    for verb in verbs { #expect(page.contains(verb), "\(verb)") }
  }

  /// How many steps an explanation has.
  private static func steps(_ cause: Value?) -> Int {
    guard let cause = cause?.asMap else { return 0 }
    return 1 + (cause["because"]?.asArray ?? []).reduce(0) { $0 + steps($1) }
  }

  /// The page on JSON.
  static func pageText() throws -> String {
    String(decoding: try FileSystem.readFile(page()), as: UTF8.self)
  }

  private static func page() throws -> String { try Vectors.path("docs/JSON.md") }
}
