import Codecs
import Files
import TestKit
import Testing

@testable import CLI

/// Tables that say over which head of which log they are, and are made again to be checked.
@Suite(.serialized) struct CertifiedTableTests {
  private let bench: Bench

  init() throws {
    bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
  }

  private func export(_ words: [String]) throws -> Bench.Result {
    let made = bench.run(words + ["--csv", "--certificate", "table.json"])
    try bench.write("table.csv", made.out)
    return made
  }

  private func verify(_ words: String...) -> Bench.Result {
    bench.run(["verify", "--certificate", "table.json"] + words)
  }

  @Test(arguments: [
    ["runs"], ["runs", "smallest", "--where", "metrics.share >= 0.4", "--columns", "all"],
    ["runs", "--group", "variant"], ["runs", "--best", "share"], ["plot", "share"],
    ["sql", "SELECT study, run, '=1+1' AS formula, 0.1 AS tenth FROM runs"],
  ])
  func `a table is made again, also when the log has gone on`(words: [String]) throws {
    let made = try export(words)
    #expect(made.exit == 0, "\(made.err)")
    #expect(made.out == bench.run(words + ["--csv"]).out)
    let certificate = try #require(
      try JSON.decode(FileSystem.readFile(PathName.join(bench.root, "table.json"))).asMap)
    for key in ["origin", "size", "root", "view", "revision", "sha256"] {
      #expect(certificate[key] != nil, "\(key)")
    }
    #expect((certificate["query"] == nil) == (words[0] == "sql" || words.contains("--best")))
    #expect(bench.run("exec", "--name", "later", "--", "true").exit == 0)
    #expect(bench.run("tag", "smallest/s1", "owner=kim").exit == 0)
    let verified = verify("--table", "table.csv")
    #expect(verified.exit == 0, "\(verified.out)\(verified.err)")
    #expect(try verify("--json").json()["checked"]?.asArray?.contains("table") == true)
  }

  @Test func `another table, another head and another question are found`() throws {
    #expect(try export(["runs"]).exit == 0)
    let table = try bench.read("table.csv")
    let certificate = try bench.read("table.json")
    try bench.write("table.csv", table.replacing("s1", with: "s2"))
    let changed = verify("--table", "table.csv")
    #expect(changed.exit == 3)
    #expect(changed.out.contains("table_altered"))
    try bench.write("table.csv", table)
    #expect(verify("--table", "table.csv").exit == 0)
    let size = try bench.entries()
    for (old, new) in [
      ("\"size\": \(size)", "\"size\": \(size - 1)"), ("\"csv\"", "\"all\": [\"\"], \"csv\""),
      ("\"view\": \"runs\"", "\"view\": \"status\""), ("\"origin\": \"", "\"origin\": \"x"),
      ("FROM runs r", "FROM runs s"), ("\"query\": {", "\"query\": [], \"was\": {"),
    ] {
      #expect(certificate.contains(old), "\(old)")
      try bench.write("table.json", certificate.replacing(old, with: new))
      let found = verify()
      let exit: Int32 = new.contains("was") ? 2 : 3
      #expect(found.exit == exit, "\(new): \(found.out)")
    }
    let other = "\"where\": [\"metrics.share > 2\"], \"csv\""
    try bench.write("table.json", certificate.replacing("\"csv\"", with: other))
    #expect(verify().exit == 3)
    try bench.write("table.json", "no certificate")
    #expect(verify().exit == 2)
    #expect(bench.run("verify", "--certificate", "nowhere").exit == 4)
    #expect(bench.run("verify", "--table", "table.csv").exit == 2)
    #expect(bench.run("runs", "--certificate", "x.json").exit == 2)
  }
}
