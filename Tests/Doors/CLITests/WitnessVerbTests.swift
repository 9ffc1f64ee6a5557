import Codecs
import Files
import TestKit
import Testing

@testable import CLI

/// Two people in one room, each of whom signs the heads of the other.
@Suite(.serialized) struct WitnessVerbTests {
  private let bench: Bench
  private let other: Bench

  init() throws {
    bench = try Bench.withLedger()
    other = try Bench()
    #expect(bench.run("note", "ledger", "one").exit == 0)
    try other.write("log.vkey", bench.run("head", "--vkey").out)
    let made = other.run("witness", "key", "--name", "example.org/w1")
    #expect(made.exit == 0, "\(made.err)")
    try bench.write("witness.vkey", made.out)
  }

  /// Lets the other sign the last checkpoint, as files.
  private func exchange(old: Int) throws -> Bench.Result {
    let request = bench.run("witness", "request", "--old", "\(old)", "-o", "request.txt")
    #expect(request.exit == 0, "\(request.err)")
    try other.write("request.txt", bench.read("request.txt"))
    let signed = other.run("witness", "sign", "request.txt", "--log", "log.vkey")
    if signed.exit == 0 { try bench.write("signed.txt", signed.out) }
    return signed
  }

  @Test func `a head is signed elsewhere, recorded, and gives entries a bracket`() throws {
    #expect(bench.run("status").err.contains("no witness has seen this log"))
    #expect(bench.run("verify").out.contains("no witness has seen this log\n"))
    #expect(try exchange(old: 0).exit == 0)
    let added = bench.run("witness", "add", "signed.txt", "--witness", "witness.vkey")
    #expect(added.exit == 0, "\(added.err)")
    #expect(bench.run("note", "ledger", "two").exit == 0)
    #expect(bench.run("verify").out.contains("no witness has seen this log since "))
    let json = try bench.run("verify", "--json").json()
    #expect(json["witnessed"]?.asMap?["size"]?.asInt == 3)
    #expect(try bench.run("status", "--json").json()["witnessed"]?.asMap?["size"]?.asInt == 3)
    let early = try bench.run("show", "@2", "--json").json()["time"]?.asMap
    #expect(early?["after"] == .null)
    #expect(early?["before"]?.asMap?["witness"] == "example.org/w1")
    let late = try bench.run("show", "@4", "--json").json()["time"]?.asMap
    #expect(late?["after"]?.asMap?["entry"]?.asInt == 3)
    #expect(late?["before"] == .null)
    #expect(bench.run("show", "@4").out.contains("no witness has seen it"))
    #expect(try exchange(old: 3).exit == 0)
    #expect(bench.run("witness", "add", "signed.txt", "--witness", "witness.vkey").exit == 0)
    let both = try bench.run("show", "@4", "--json").json()["time"]?.asMap
    #expect(both?["before"]?.asMap?["entry"]?.asInt == 5)
    #expect(bench.run("verify").exit == 0)
    #expect(bench.run("replay").exit == 0)
    #expect(bench.run("rebuild").exit == 0)
    #expect(bench.run("witness", "list").lines[0].hasPrefix("example.org/w1: 5 entries at "))
  }

  @Test func `what does not continue is refused, with the words of the protocol`() throws {
    #expect(try exchange(old: 0).exit == 0)
    #expect(bench.run("note", "ledger", "two").exit == 0)
    let again = try exchange(old: 0)
    #expect(again.exit == 1)
    #expect(again.err.contains("409: 3 entries were signed last"))
    try other.write("forged.txt", other.read("request.txt").replacing("old 0", with: "old 9"))
    #expect(other.run("witness", "sign", "forged.txt").err.contains("400"))
    #expect(other.run("witness", "sign", "log.vkey").exit == 2)
    let stranger = try Bench()
    #expect(stranger.run("witness", "key").exit == 4)
    #expect(stranger.run("witness", "key", "--name", "w 1").exit == 2)
    #expect(stranger.run("witness", "key", "--name", "w1").exit == 0)
    #expect(stranger.run("witness", "key", "--name", "w2").exit == 5)
    try stranger.write("request.txt", other.read("request.txt"))
    #expect(stranger.run("witness", "sign", "request.txt").err.contains("404"))
    try bench.write("x.vkey", stranger.run("witness", "key").out)
    #expect(bench.run("witness", "add", "signed.txt", "--witness", "x.vkey").exit == 2)
    #expect(bench.run("witness", "add", "signed.txt").exit == 2)
    #expect(bench.run("witness", "add", "nowhere", "--witness", "x.vkey").exit == 4)
    let nobody = bench.run(
      "witness", "add-checkpoint", "http://127.0.0.1:1", "--witness", "witness.vkey")
    #expect(nobody.exit == 6, "\(nobody.err)")
  }

  @Test func `a policy says whether enough have signed`() throws {
    let key = try bench.read("witness.vkey").split(separator: "\n")[0]
    try bench.write("policy.txt", "witness w \(key)\nquorum w\n")
    let nothing = bench.run("witness", "list", "--policy", "policy.txt")
    #expect(nothing.exit == 1)
    #expect(nothing.out.contains("has signed nothing"))
    #expect(try exchange(old: 0).exit == 0)
    #expect(bench.run("witness", "add", "signed.txt", "--witness", "witness.vkey").exit == 0)
    let json = try bench.run("witness", "list", "--policy", "policy.txt", "--json").json()
    #expect(json["quorum"]?.asInt == 3)
    try bench.write("policy.txt", "quorum nobody\n")
    #expect(bench.run("witness", "list", "--policy", "policy.txt").exit == 2)
  }

  @Test func `keys are replaced, given an end, and said to be in other hands`() throws {
    #expect(bench.run("key", "rotate").exit == 0)
    #expect(bench.run("note", "ledger", "by the new key").exit == 0)
    let states = bench.run("key", "list").lines.filter { $0.contains("rotated") }
    #expect(states.count == 1)
    let exported = bench.run(
      "key", "export", "--role", "operator", "--until", "@7", "--label", "ci", "-o", "ci.key")
    #expect(exported.exit == 0, "\(exported.err)")
    #expect(try FileSystem.status(PathName.join(bench.root, "ci.key"))?.mode == 0o600)
    #expect(
      bench.run("key", "export", "--role", "admin", "--until", "@9", "-o", "a.key").exit == 2)
    #expect(
      bench.run("key", "export", "--role", "runner", "--until", "@1", "-o", "a.key").exit == 2)
    #expect(!FileSystem.exists(PathName.join(bench.root, "a.key")))
    let revoked = bench.run("key", "revoke", "ci", "--compromised-since", "@3", "-m", "leaked")
    #expect(revoked.exit == 0, "\(revoked.err)")
    #expect(bench.run("verify").out.contains("suspect entries: those of 'ci' from @3 on"))
    #expect(bench.run("verify").exit == 0)
    #expect(bench.run("replay").exit == 0)
  }

  @Test func `a key that a passphrase closes signs only with it`() throws {
    try bench.write("secret.txt", "correct horse\n")
    try bench.write("wrong.txt", "battery staple\n")
    #expect(bench.run("key", "protect").exit == 2)
    let closed = bench.run("key", "protect", "--passphrase-file", "secret.txt")
    #expect(closed.exit == 0, "\(closed.err)")
    let keys = PathName.join(bench.temporary.path("home"), ".config/runledger/keys")
    let files = try FileSystem.list(keys).map {
      String(decoding: try FileSystem.readFile(PathName.join(keys, $0)), as: UTF8.self)
    }
    #expect(files.count { $0.contains("\nsealed: ") } == 1)
    let refused = bench.run("note", "ledger", "x")
    #expect(refused.exit == 7)
    #expect(refused.err.contains("RUNLEDGER_PASSPHRASE_FILE"))
    bench.environment["RUNLEDGER_PASSPHRASE_FILE"] = "wrong.txt"
    #expect(bench.run("note", "ledger", "x").err.contains("does not decrypt"))
    bench.environment["RUNLEDGER_PASSPHRASE_FILE"] = "secret.txt"
    #expect(bench.run("note", "ledger", "x").exit == 0)
    #expect(bench.run("key", "protect", "--remove").exit == 0)
    bench.environment["RUNLEDGER_PASSPHRASE_FILE"] = nil
    #expect(bench.run("note", "ledger", "x").exit == 0)
  }

  @Test func `receipts and proofs of growth are checked with the log's key alone`() throws {
    #expect(bench.run("note", "ledger", "two").exit == 0)
    #expect(bench.run("proof", "make", "@1", "--cose", "-o", "one.cose").exit == 0)
    #expect(bench.run("proof", "make", "--from", "2", "-o", "growth.txt").exit == 0)
    for name in ["one.cose", "growth.txt"] {
      let bytes = try FileSystem.readFile(PathName.join(bench.root, name))
      let path = PathName.join(other.root, name)
      try FileSystem.writeAtomically(path, bytes)
      let key = try other.read("log.vkey").split(separator: "\n").map(String.init)[0]
      let checked = other.run("proof", "check", name, "--key", key)
      #expect(checked.exit == 0, "\(checked.out)\(checked.err)")
      let stranger = try Bench.withLedger().run("head", "--vkey").lines[0]
      #expect(other.run("proof", "check", name, "--key", stranger).exit == 1)
      try FileSystem.writeAtomically(path, Array(bytes.dropLast()))
      #expect(other.run("proof", "check", name, "--key", key).exit == 1)
    }
    #expect(bench.run("proof", "make", "--from", "99").exit == 4)
    #expect(bench.run("proof", "make").exit == 2)
    #expect(bench.run("proof", "make", "@1", "--cose").exit == 2)
    #expect(bench.run("proof", "make", "@1", "--from", "1").exit == 2)
  }
}
