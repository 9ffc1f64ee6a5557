import Archive
import Codecs
import Files
import TestKit
import Testing

@testable import CLI

/// A run that is handed to somebody who may not see the rest.
@Suite(.serialized) struct BundleTests {
  private let bench: Bench
  private let key: String

  init() throws {
    bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    #expect(bench.run("note", "ledger", "a secret of another study").exit == 0)
    #expect(bench.run("bundle", "make", "s1", "-o", "s1.tar.zst").exit == 0)
    key = bench.run("head", "--vkey").lines[0]
  }

  private func files() throws -> [Archive.File] {
    try Archive.read(PathName.join(bench.root, "s1.tar.zst"))
  }

  /// Checks the bundle with some files changed, where there is no ledger.
  private func check(
    key: String? = nil, _ change: (inout [Archive.File]) -> Void
  ) throws -> Bench.Result {
    let elsewhere = try Bench()
    var files = try files()
    change(&files)
    try Archive.write(files, to: PathName.join(elsewhere.root, "b.tar.zst"))
    return elsewhere.run("bundle", "check", "b.tar.zst", "--key", key ?? self.key)
  }

  @Test func `a bundle is checked without the ledger, and holds nothing else of it`() throws {
    let checked = try check { _ in }
    #expect(checked.exit == 0, "\(checked.out)\(checked.err)")
    #expect(checked.out.hasPrefix("ok: smallest/s1: "))
    let files = try files()
    #expect(files[0].path == "bundle.json")
    #expect(files.contains { $0.path.hasPrefix("blobs/") })
    for file in files {
      #expect(!String(decoding: file.bytes, as: UTF8.self).contains("a secret of another study"))
    }
    let again = bench.run("bundle", "make", "s1", "-o", "again.tar.zst", "--json")
    #expect(try again.json()["entries"]?.asInt ?? 0 > 3)
    #expect(
      try FileSystem.readFile(PathName.join(bench.root, "again.tar.zst"))
        == (try FileSystem.readFile(PathName.join(bench.root, "s1.tar.zst"))))
  }

  @Test func `whatever is altered, left out, put in or from elsewhere is found`() throws {
    for (place, path) in try files().map(\.path).enumerated() where place > 1 {
      let changed = try check { files in
        files[place].bytes[files[place].bytes.count / 2] ^= 1
      }
      #expect(changed.exit == 1, "\(path)")
      let removed = try check { files in files.remove(at: place) }
      #expect(removed.exit == 1, "\(path)")
    }
    #expect(try check { $0.append(("more", [1])) }.out.contains("not in the manifest"))
    #expect(try check { $0.append($0[3]) }.out.contains("twice"))
    #expect(try check { $0.removeFirst() }.exit == 1)
    let stranger = try Bench.withLedger().run("head", "--vkey").lines[0]
    #expect(try check(key: stranger) { _ in }.exit == 1)
    try bench.write("no.tar.zst", "no archive")
    #expect(bench.run("bundle", "check", "no.tar.zst", "--key", key).exit == 1)
    #expect(bench.run("bundle", "check", "nowhere", "--key", key).exit == 4)
    #expect(bench.run("bundle", "check", "s1.tar.zst").exit == 2)
    #expect(bench.run("bundle", "make", "s1").exit == 2)
    #expect(bench.run("bundle", "make", "nobody", "-o", "x").exit == 4)
  }
}
