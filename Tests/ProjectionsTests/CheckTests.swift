import Files
import Glibc
import Projections
import TestKit
import Testing

@Suite struct CheckTests {
  private let directory: TemporaryDirectory
  private let record: MemoryRecord
  private let exporter: Exporter

  init() throws {
    directory = try TemporaryDirectory()
    record = try Story.wholeStudy().record
    exporter = Exporter(record, root: directory.path)
  }

  private func states() throws -> [String: FileCheck.State] {
    Dictionary(uniqueKeysWithValues: try exporter.check().map { ($0.path, $0.state) })
  }

  private func replace(_ path: String, _ old: String, _ new: String) throws {
    let path = directory.path(path)
    let text = String(decoding: try FileSystem.readFile(path), as: UTF8.self)
    let parts = text.split(separator: old, omittingEmptySubsequences: false)
    #expect(parts.count > 1, "'\(old)' is in \(path)")
    try FileSystem.writeAtomically(path, Array(parts.joined(separator: new).utf8))
  }

  @Test func `what was just written is current, and is not written again`() throws {
    let first = try exporter.export()
    #expect(first.written.count == (try exporter.files(of: "wine").count))
    #expect(try exporter.check().allSatisfy { $0.state == .current })
    let second = try exporter.export()
    #expect(second.written.isEmpty)
    #expect(second.unchangedCount == first.written.count)
  }

  @Test func `a changed digit is altered, with file and line`() throws {
    _ = try exporter.export()
    try replace("wine/gates.csv", "0.9375", "0.9376")
    let check = try #require(try exporter.check().first { $0.state != .current })
    #expect(check.path == "wine/gates.csv")
    guard case .altered(let difference) = check.state else {
      Issue.record("\(check)")
      return
    }
    #expect(difference.line == 3)
    #expect(difference.expected?.contains("0.9375") == true)
    #expect(difference.found?.contains("0.9376") == true)
  }

  @Test func `an earlier head is stale, not altered`() throws {
    for size in UInt64(3)..<record.size() {
      _ = try exporter.export(at: size)
      for (path, state) in try states() {
        if case .altered = state { Issue.record("\(path) at size \(size): \(state)") }
      }
    }
    _ = try exporter.export(at: 12)
    let states = try states()
    #expect(states["wine/report.md"] == .stale(size: 12))
  }

  @Test func `an earlier head with a changed byte is altered`() throws {
    _ = try exporter.export(at: 12)
    try replace("wine/registry.csv", "planned", "plannet")
    guard case .altered = try states()["wine/registry.csv"] else {
      Issue.record("a forged row went unnoticed")
      return
    }
  }

  @Test func `a list that names a later head than there is helps nothing`() throws {
    _ = try exporter.export()
    try replace("wine/A-s42/RUN_STATE.json", "locked", "planned")
    try replace("wine/A-s42/SHA256SUMS", "# runledger head: ", "# runledger head: 9")
    let states = try states()
    for name in ["RUN_STATE.json", "SHA256SUMS"] {
      guard case .altered = states["wine/A-s42/\(name)"] else {
        Issue.record("\(name) was altered")
        return
      }
    }
    #expect(states["wine/A-s42/manifest.json"] == .current)
  }

  @Test func `an export that was cut short is stale`() throws {
    _ = try exporter.export(at: 12)
    try cutShort(at: 14)
    try expectNothingAltered()
    // Without the announcement nothing says that an export was at work.
    try FileSystem.remove(directory.path("wine/SHA256SUMS.next"))
    #expect(try exporter.check().contains { if case .altered = $0.state { true } else { false } })
    _ = try exporter.export()
    #expect(try exporter.check().allSatisfy { $0.state == .current })
  }

  @Test func `a first export that was cut short is stale, and the next one mends it`() throws {
    try cutShort(at: 14)
    try expectNothingAltered()
    _ = try exporter.export()
    #expect(try exporter.check().allSatisfy { $0.state == .current })
    #expect(!FileSystem.exists(directory.path("wine/SHA256SUMS.next")))
  }

  @Test func `exports that were cut short one after the other are stale`() throws {
    // The first writes all but its list; those after it announce theirs, and write nothing.
    try fail(at: "wine/SHA256SUMS", size: 12)
    let first = try exporter.files(of: "wine", at: 14).first { !$0.path.dropFirst(5).contains("/") }
    for size in [UInt64(14), 16, 18] { try fail(at: try #require(first).path, size: size) }
    try expectNothingAltered()
    #expect(try states()["wine/report.md"] == .stale(size: 12))
    try FileSystem.writeAtomically(directory.path("wine/report.md"), Array("forged\n".utf8))
    guard case .altered = try states()["wine/report.md"] else {
      Issue.record("what none of them wrote went unnoticed")
      return
    }
    _ = try exporter.export()
    #expect(try exporter.check().allSatisfy { $0.state == .current })
  }

  @Test func `files and lists of which a power cut left nothing are stale`() throws {
    _ = try exporter.export(at: 12)
    try cutShort(at: 14)
    for name in ["SHA256SUMS", "SHA256SUMS.next", "registry.csv", "report.md"] {
      try FileSystem.writeAtomically(directory.path("wine/\(name)"), [], sync: false)
    }
    try expectNothingAltered()
    #expect(try states()["wine/report.md"] == .stale(size: 0))
  }

  @Test func `a deleted list does not make an alteration stale`() throws {
    _ = try exporter.export(at: 12)
    try replace("wine/registry.csv", "planned", "plannet")
    try FileSystem.remove(directory.path("wine/SHA256SUMS"))
    guard case .altered = try states()["wine/registry.csv"] else {
      Issue.record("a forged row went unnoticed")
      return
    }
  }

  @Test func `single views are of the head they were written at`() throws {
    _ = try exporter.export(at: 5)
    _ = try exporter.export(at: 12, views: ["registry.csv"])
    try expectNothingAltered()
  }

  /// Writes some files of a head, as an export does before it writes its list of digests.
  private func cutShort(at size: UInt64) throws {
    for file in try exporter.files(of: "wine", at: size) {
      let path: String
      if file.path.hasSuffix("/SHA256SUMS") {
        path = file.path + ".next"
      } else if file.path.hasSuffix(".csv") {
        path = file.path
      } else {
        continue
      }
      try FileSystem.makeDirectories(PathName.parent(directory.path(path)))
      try FileSystem.writeAtomically(directory.path(path), file.bytes)
    }
  }

  /// An export that comes as far as one file: a directory stands in its place.
  private func fail(at path: String, size: UInt64) throws {
    try? FileSystem.remove(directory.path(path))
    try FileSystem.makeDirectories(directory.path("\(path)/obstacle"))
    #expect(throws: ProjectionError.self) { try exporter.export(at: size) }
    try FileSystem.removeTree(directory.path(path))
  }

  private func expectNothingAltered() throws {
    for (path, state) in try states() {
      if case .altered = state { Issue.record("\(path): \(state)") }
    }
  }

  @Test func `a run that came after an export is missing from it`() throws {
    _ = try exporter.export(at: 12)
    #expect(try states()["wine/B-s44/manifest.json"] == .missing)
  }

  @Test func `a lost file is missing, and what is not ours is not looked at`() throws {
    _ = try exporter.export()
    try FileSystem.remove(directory.path("wine/violations.log"))
    try FileSystem.writeAtomically(directory.path("wine/mine.txt"), [1])
    let checks = try exporter.check().filter { $0.state != .current }
    #expect(checks == [FileCheck(path: "wine/violations.log", state: .missing)])
  }

  @Test func `only the views asked for are written`() throws {
    let summary = try exporter.export("wine", views: ["registry.csv", "manifest.json"])
    #expect(summary.written.count == 5)
    #expect(throws: ProjectionError.self) { try exporter.export("cheese") }
  }

  @Test func `sha256sum agrees with every list of digests`() throws {
    _ = try exporter.export()
    for path in ["wine", "wine/A-s42", "wine/A-s43", "wine/B-s44"] {
      let command = "cd '\(directory.path(path))' && sha256sum --check --strict --quiet SHA256SUMS"
      #expect(unsafe system(command) == 0, "\(path)")
    }
    try replace("wine/A-s42/logs/decision.log", "locked", "broken")
    let command = "cd '\(directory.path)/wine/A-s42' && sha256sum --check --status SHA256SUMS"
    #expect(unsafe system(command) != 0)
  }
}
