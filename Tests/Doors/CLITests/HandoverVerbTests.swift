import Codecs
import Files
import TestKit
import Testing

@testable import CLI

/// The ledger's own key goes on to another, and everybody who knew it by the old one follows.
@Suite(.serialized) struct HandoverVerbTests {
  private let bench: Bench
  private let old: String

  init() throws {
    bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    old = bench.run("head", "--vkey").lines[0]
    try bench.write("before.txt", bench.run("head").out)
    #expect(bench.run("proof", "make", "@1", "-o", "before.tlog-proof").exit == 0)
    let none = bench.run("head", "--handovers")
    #expect(none.exit == 0 && none.out.isEmpty)
    let rotated = bench.run("key", "rotate", "--ledger")
    #expect(rotated.exit == 0, "\(rotated.err)")
    try bench.write("handovers.txt", bench.run("head", "--handovers").out)
  }

  @Test func `everything goes on, and heads of before are still heads of this log`() throws {
    let new = bench.run("head", "--vkey").lines[0]
    #expect(new != old)
    #expect(bench.run("note", "ledger", "by the new key").exit == 0)
    for words in [
      ["verify", "--full"], ["replay"], ["rebuild"], ["verify", "--head", "before.txt"],
      ["verify", "--head", "before.txt", "--key", old], ["head", "compare", "before.txt"],
    ] {
      let result = bench.run(words)
      #expect(result.exit == 0, "\(words): \(result.out)\(result.err)")
    }
    #expect(bench.run("verify", "--head", "before.txt", "--key", new).exit == 1)
    let twice = bench.run("key", "rotate", "--ledger")
    #expect(twice.exit == 0, "\(twice.err)")
    #expect(try bench.run("head", "--handovers", "--json").json()["handovers"]?.asArray?.count == 2)
    #expect(bench.run("verify").exit == 0)
  }

  @Test func `proofs and bundles are checked by who knows the old key`() throws {
    let new = bench.run("head", "--vkey").lines[0]
    #expect(bench.run("proof", "check", "before.tlog-proof", "--key", old).exit == 0)
    #expect(bench.run("proof", "make", "@2", "-o", "after.tlog-proof").exit == 0)
    let check = ["proof", "check", "after.tlog-proof", "--key"]
    #expect(bench.run(check + [new]).exit == 0)
    #expect(bench.run(check + [old]).exit == 1)
    #expect(bench.run(check + [old, "--handover", "handovers.txt"]).exit == 0)
    let stranger = try Bench.withLedger().run("head", "--vkey").lines[0]
    #expect(bench.run(check + [stranger, "--handover", "handovers.txt"]).exit == 1)
    #expect(bench.run(check + [old, "--handover", "before.txt"]).exit == 2)
    #expect(bench.run("bundle", "make", "s1", "-o", "s1.tar.zst").exit == 0)
    for key in [old, new] {
      let bundle = bench.run("bundle", "check", "s1.tar.zst", "--key", key)
      #expect(bundle.exit == 0, "\(bundle.out)")
    }
    #expect(bench.run("bundle", "check", "s1.tar.zst", "--key", stranger).exit == 1)
  }

  @Test func `a trial shows the handover and changes nothing`() throws {
    let entries = try bench.entries()
    let keys = PathName.join(bench.temporary.path("home"), ".config/runledger/keys")
    let before = try FileSystem.list(keys)
    let shown = bench.run("key", "rotate", "--ledger", "-n")
    #expect(shown.exit == 0, "\(shown.err)")
    #expect(shown.out.contains("ledger.rekeyed"))
    #expect(try bench.entries() == entries)
    #expect(try FileSystem.list(keys) == before)
  }

  @Test func `a group goes on with the key within the ledger`() throws {
    guard let group = try? FileSystem.readFile("/etc/group") else { return }
    let name = String(decoding: group.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
    let shared = try Bench()
    let made = shared.run("init", "--shared", name)
    // Only who belongs to a group can give it something.
    guard made.exit == 0 else { return }
    #expect(shared.run("key", "rotate", "--ledger").exit == 0)
    #expect(shared.run("note", "ledger", "by the new key").exit == 0)
    #expect(shared.run("verify").exit == 0)
    let path = PathName.join(shared.root, ".runledger/keys/ledger.key")
    #expect(try FileSystem.status(path)?.mode == 0o640)
    #expect(!FileSystem.exists(PathName.join(shared.root, ".runledger/keys/next.key")))
  }
}
