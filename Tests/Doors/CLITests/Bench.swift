import Bytes
import Codecs
import Files
import TestKit
import Testing

@testable import CLI

/// A directory with a home of its own, in which command lines are run and looked at.
final class Bench {
  let temporary: TemporaryDirectory
  let root: String
  var environment: [String: String]

  /// An empty directory; no ledger yet.
  init() throws {
    temporary = try TemporaryDirectory()
    root = temporary.path("study")
    try FileSystem.makeDirectories(root)
    environment = [
      "HOME": temporary.path("home"), "PATH": "/usr/local/bin:/usr/bin:/bin", "USER": "ada",
    ]
  }

  /// A directory with a ledger and the smallest study.
  static func withLedger(sharedWith group: String? = nil) throws -> Bench {
    let bench = try Bench()
    try bench.write("tosses.txt", "heads\ntails\ntails\nheads\nheads\ntails\n")
    try bench.write("study.yaml", smallest)
    let words = ["init"] + (group.map { ["--shared", $0] } ?? [])
    #expect(bench.run(words).exit == 0)
    return bench
  }

  /// What a command line came to.
  struct Result {
    var exit: Int32
    var out: String
    var err: String

    /// The lines of the data.
    var lines: [String] { out.split(separator: "\n").map(String.init) }

    /// The data as one JSON object.
    func json() throws -> ValueMap {
      try #require(try JSON.decode(Array(out.utf8)).asMap)
    }
  }

  /// Runs a command line.
  func run(_ words: String..., from directory: String? = nil) -> Result {
    run(words, from: directory)
  }

  /// Runs a command line.
  func run(_ words: [String], from directory: String? = nil, lineLimit: Int? = nil) -> Result {
    let out = MemorySink(lineLimit: lineLimit)
    let err = MemorySink()
    let exit = CommandLineTool.run(
      words, environment: environment, directory: directory ?? root, stdout: out, stderr: err)
    return Result(exit: exit, out: out.text, err: err.text)
  }

  func write(_ name: String, _ text: String) throws {
    try FileSystem.writeAtomically(PathName.join(root, name), Array(text.utf8), sync: false)
  }

  func read(_ name: String) throws -> String {
    String(decoding: try FileSystem.readFile(PathName.join(root, name)), as: UTF8.self)
  }

  /// Replaces a text in a file.
  func edit(_ name: String, _ old: String, _ new: String) throws {
    let text = try read(name)
    try #require(text.contains(old))
    try write(name, text.replacing(old, with: new))
  }

  /// How many entries the ledger has.
  func entries() throws -> Int64 {
    try #require(try run("head", "--json").json()["entries"]?.asInt)
  }

  static let smallest = """
    study: smallest
    objective: Is the coin fair?
    metric: share
    seed: 1
    inputs: {tosses: tosses.txt}
    stages:
      - name: count
        run:
          - awk
          - '/heads/ { n++ } END { printf "{\\"share\\": %.3f}\\n", n / NR > "share.json" }'
          - "${inputs.tosses}"
        outputs: {share.json: blob}
        gates:
          - name: fair
            checks:
              - {metric: share, in: share.json, pass: ">= 0.4"}
              - {metric: share, in: share.json, pass: "<= 0.6"}

    """
}
