import Codecs
import Files
import Glibc
import TestKit
import Testing

@testable import CLI

@Suite(.serialized) struct KeyTests {
  private let bench: Bench

  init() throws { bench = try Bench.withLedger() }

  private func keys() throws -> [ValueMap] {
    try #require(try bench.run("key", "list", "--json").json()["keys"]?.asArray).compactMap(\.asMap)
  }

  @Test func `keys are listed without their secrets`() throws {
    let keys = try keys()
    #expect(keys.map { $0["role"] } == ["admin", "runner"])
    #expect(keys.allSatisfy { $0["own"] == true && $0["chosen"] == true })
    let home = PathName.join(bench.temporary.path("home"), ".config/runledger/keys")
    let listed = bench.run("key", "list").out + bench.run("key", "list", "--json").out
    for name in try FileSystem.list(home) {
      let text = String(
        decoding: try FileSystem.readFile(PathName.join(home, name)), as: UTF8.self)
      for line in text.split(separator: "\n") where line.hasPrefix("seed: ") {
        #expect(!listed.contains(line.dropFirst(6)))
      }
    }
  }

  @Test func `another account's key is enrolled by an admin, and revoked`() throws {
    let bench = try Bench.withLedger(sharedWith: "\(getgid())")
    func keys() throws -> [ValueMap] {
      try #require(try bench.run("key", "list", "--json").json()["keys"]?.asArray)
        .compactMap(\.asMap)
    }
    let home = bench.environment["HOME"]
    bench.environment["HOME"] = bench.temporary.path("bob")
    let request = bench.run("key", "new", "--label", "bob")
    #expect(request.exit == 0)
    try bench.write("request.json", request.out)
    #expect(bench.run("note", "ledger", "not yet").exit == 7)
    bench.environment["HOME"] = home
    #expect(bench.run("key", "enroll", "request.json", "--role", "operator", "-n").exit == 0)
    #expect(try keys().count == 2)
    let unsaid = bench.run("key", "enroll", "request.json")
    #expect(unsaid.exit == 2)
    #expect(unsaid.err.contains("asks for operator"))
    #expect(bench.run("key", "enroll", "request.json", "--role", "admin").exit == 2)
    try bench.write(
      "forged.json", request.out.replacing("\"role\":\"operator\"", with: "\"role\":\"admin\""))
    let forged = bench.run("key", "enroll", "forged.json", "--role", "admin")
    #expect(forged.exit == 7, "\(forged.err)")
    #expect(forged.err.contains("did not sign"))
    #expect(try keys().count == 2)
    #expect(bench.run("key", "enroll", "request.json", "--role", "operator").exit == 0)
    let again = bench.run("key", "enroll", "request.json", "--role", "operator")
    #expect(again.exit == 7)
    #expect(again.err.contains("enrolled already"))
    bench.environment["HOME"] = bench.temporary.path("bob")
    #expect(bench.run("note", "ledger", "now").exit == 0)
    #expect(bench.run("key", "revoke", "ada", "-m", "mine").exit == 7)
    bench.environment["HOME"] = home
    #expect(bench.run("role", "grant", "bob", "admin").exit == 0)
    #expect(bench.run("role", "grant", "bob", "admin").exit == 7)
    #expect(bench.run("role", "revoke", "bob", "admin", "-m", "enough").exit == 0)
    #expect(bench.run("key", "revoke", "bob", "-m", "left").exit == 0)
    #expect(try keys().last?["state"] == "revoked")
    #expect(bench.run("verify").exit == 0)
    #expect(bench.run("replay").exit == 0)
  }

  @Test func `the last admin stays`() throws {
    let result = bench.run("key", "revoke", "ada", "-m", "x")
    #expect(result.exit == 7)
    #expect(result.err.contains("last admin"))
  }

  @Test func `a key file that others can read is refused`() throws {
    let home = PathName.join(bench.temporary.path("home"), ".config/runledger/keys")
    for name in try FileSystem.list(home) {
      try FileSystem.setMode(PathName.join(home, name), 0o644)
    }
    let result = bench.run("note", "ledger", "x")
    #expect(result.exit == 7)
    #expect(result.err.contains("chmod 600"))
  }

  @Test func `an unknown key is named`() throws {
    let result = bench.run("note", "ledger", "x", "--key", "eve")
    #expect(result.exit == 7)
    #expect(result.err.contains("you have no key 'eve'"))
    #expect(bench.run("key", "revoke", "eve", "-m", "x").exit == 4)
    #expect(bench.run("role", "grant", "ada", "king").exit == 2)
    #expect(bench.run("key", "enroll", "study.yaml").exit == 2)
  }

  @Test func `one key serves several ledgers, also where it is closed`() throws {
    let mine = try #require(bench.run("key", "list").lines.first { $0.contains("admin") })
    let kid = String(mine.prefix(32))
    try bench.write("pass", "correct horse\n")
    #expect(bench.run("key", "protect", "--passphrase-file", "pass").exit == 0)
    let elsewhere = bench.temporary.path("second")
    #expect(bench.run("init", elsewhere, "--key", String(kid.prefix(8))).exit == 7, "it is closed")
    bench.environment["RUNLEDGER_PASSPHRASE_FILE"] = PathName.join(bench.root, "pass")
    let made = bench.run("init", elsewhere, "--key", String(kid.prefix(8)))
    #expect(made.exit == 0, "\(made.err)")
    #expect(made.out.contains("\(kid)  yours (admin)"))
    for place in [bench.root, elsewhere] {
      #expect(bench.run(["note", "ledger", "x"], from: place).exit == 0)
      #expect(bench.run(["key", "list"], from: place).out.contains("\(kid)  "))
    }
    bench.environment["RUNLEDGER_PASSPHRASE_FILE"] = nil
    #expect(bench.run(["note", "ledger", "x"], from: elsewhere).exit == 7, "it is still closed")
    let third = bench.temporary.path("third")
    for words in [["--key", "nobody"], ["--key", ""], ["--key", kid, "--label", "x"]] {
      let refused = bench.run(["init", third] + words)
      #expect([2, 4].contains(refused.exit), "\(words): \(refused.err)")
      #expect(!FileSystem.exists(third), "\(words)")
    }
  }

  @Test func `a key that another ledger knows asks to be enrolled here`() throws {
    let elsewhere = bench.temporary.path("second")
    #expect(bench.run("init", elsewhere, "--label", "eve").exit == 0)
    let request = bench.run("key", "new", "--key", "eve", "--role", "operator")
    #expect(request.exit == 0, "\(request.err)")
    try bench.write("request.json", request.out)
    #expect(bench.run("key", "enroll", "request.json", "--role", "operator").exit == 0)
    #expect(bench.run("note", "ledger", "x", "--key", "eve").exit == 0)
    #expect(bench.run("key", "new", "--key", "nobody").exit == 4)
  }
}
