import Agents
import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite struct AgentFilesTests {
  @Test func `what is permitted is done on the disk and recorded`() throws {
    let box = try Box()
    let files = try box.files()
    try files.makeDirectory("outputs/deep")
    try files.create("outputs/deep/a", Array("one".utf8))
    try files.append("outputs/deep/a", Array(" two".utf8))
    #expect(try files.read("outputs/./deep/a") == Array("one two".utf8))
    try files.write("outputs/deep/a", Array("new".utf8))
    #expect(try files.list("outputs/deep").map(\.name) == ["a"])
    #expect(try files.status("outputs/deep/a")?.size == 3)
    try files.delete("outputs/deep/a")
    #expect(!FileSystem.exists(box.root.path("box/outputs/deep/a")))
    #expect(
      files.operations.map { "\($0.operation) \($0.path) \($0.detail) \($0.bytes) \($0.outcome)" }
        == [
          "create outputs/deep directory 0 ok", "create outputs/deep/a file 3 ok",
          "write outputs/deep/a append 4 ok", "read outputs/deep/a file 7 ok",
          "write outputs/deep/a file 3 ok", "read outputs/deep list 0 ok",
          "read outputs/deep/a status 0 ok", "delete outputs/deep/a file 0 ok",
        ])
    let times = files.operations.map(\.timestamp)
    #expect(times == times.sorted() && Set(times).count == times.count)
    #expect(times.first == "2026-01-01T00:00:00.000Z")
  }

  @Test(arguments: ["../decoy.txt", "work/../../decoy.txt", "/etc/hostname", "stray"])
  func `what lies outside is denied, recorded and not touched`(path: String) throws {
    let box = try Box()
    let files = try box.files()
    #expect(
      Self.failure { () throws(OperationFailure) in _ = try files.read(path) }?.isDenied == true)
    #expect(
      Self.failure { () throws(OperationFailure) in try files.create(path, [1]) }?.isDenied == true)
    #expect(files.operations.map(\.outcome) == [.denied, .denied])
    #expect(files.operations.allSatisfy { $0.reason != nil && $0.bytes == 0 })
    #expect(!FileSystem.exists(box.root.path("box/stray")))
  }

  @Test func `links that lead out are denied however deep, and for writing too`() throws {
    let box = try Box()
    try FileSystem.symlink("../../decoy.txt", at: box.work("out"))
    try FileSystem.symlink("out", at: box.work("deep"))
    try FileSystem.symlink("../..", at: box.work("up"))
    try FileSystem.symlink("../../nowhere", at: box.work("dangling"))
    try FileSystem.symlink("../task/spec.json", at: box.work("task"))
    let files = try box.files()
    for path in ["work/out", "work/deep", "work/up/decoy.txt"] {
      let failure = Self.failure { () throws(OperationFailure) in _ = try files.read(path) }
      #expect(failure == .denied(.link("../decoy.txt")), "\(path)")
    }
    for path in ["work/out", "work/dangling", "work/task"] {
      let failure = Self.failure { () throws(OperationFailure) in try files.write(path, [1]) }
      #expect(failure?.isDenied == true, "\(path)")
    }
    #expect(files.operations.first?.resolved == "../decoy.txt")
    #expect(!FileSystem.exists(box.root.path("nowhere")))
    // A link inside may be read, looked at and removed.
    #expect(try files.read("work/task") == Array("{}".utf8))
    #expect(try files.target(ofLink: "work/out") == "../../decoy.txt")
    try files.delete("work/out")
    #expect(FileSystem.exists(box.root.path("decoy.txt")))
  }

  @Test func `permission bits hold an administrator too`() throws {
    let box = try Box()
    let files = try box.files()
    let failure = Self.failure { () throws(OperationFailure) in
      try files.write("work/readonly.txt", [1])
    }
    #expect(failure == .permission)
    #expect(files.operations.last?.outcome == .failed)
    #expect(files.operations.last?.reason == "permission denied")
  }

  @Test func `faults happen as often as planned and no more`() throws {
    let box = try Box()
    var faults = PairFaults.none
    faults.failedReads["work/a.txt"] = 2
    faults.damagedReads["work/a.txt"] = 1
    faults.failedWrites = 1
    faults.tornWrites = 1
    let files = try box.files(faults)
    for _ in 0..<2 {
      let failure = Self.failure { () throws(OperationFailure) in _ = try files.read("work/a.txt") }
      #expect(failure == .transient)
    }
    #expect(try files.read("work/a.txt") == Array("line 1\nline \u{ff}\nline 3\n".latin))
    #expect(try files.read("work/a.txt") == Array("line 1\nline 2\nline 3\n".utf8))
    let failure = Self.failure { () throws(OperationFailure) in
      try files.create("outputs/x", [1, 2, 3, 4])
    }
    #expect(failure == .transient)
    try files.create("outputs/x", [1, 2, 3, 4])
    #expect(try files.read("outputs/x") == [1, 2])
    try files.write("outputs/x", [1, 2, 3, 4])
    #expect(try files.read("outputs/x") == [1, 2, 3, 4])
  }

  @Test func `time passes with operations, bytes and slow devices, and ends at the limit`() throws {
    let box = try Box()
    var faults = PairFaults.none
    faults.slowReads["work/a.txt"] = 3_000
    let files = try box.files(faults, timeoutSeconds: 12)
    let bytes = Double(Array("line 1\nline 2\nline 3\n".utf8).count)
    _ = try files.read("work/a.txt")
    let once = Pace.operation + 3_000 + bytes / Pace.bytesPerMillisecond
    #expect(files.clock.now == Int64(once.rounded()) || files.clock.now == Int64(once))
    var last: OperationFailure?
    for _ in 0..<5 where last == nil {
      last = Self.failure { () throws(OperationFailure) in _ = try files.read("work/a.txt") }
    }
    #expect(last == .timedOut)
    #expect(files.clock.seconds == 12)
    #expect(files.operations.last?.outcome == .failed)
    #expect(files.operations.last?.reason == "the time was over")
  }

  /// What an operation failed with.
  private static func failure(
    _ body: () throws(OperationFailure) -> Void
  ) -> OperationFailure? {
    do throws(OperationFailure) { try body() } catch { return error }
    return nil
  }

  /// A sandbox beside a file that it must not touch.
  private struct Box {
    private static let work = PathName.join("box", "work")

    let root: TemporaryDirectory

    init() throws {
      root = try TemporaryDirectory()
      for (path, text, mode) in [
        ("decoy.txt", "not yours", 0o644), ("box/task/spec.json", "{}", 0o644),
        ("\(Self.work)/a.txt", "line 1\nline 2\nline 3\n", 0o644),
        ("\(Self.work)/readonly.txt", "fixed", 0o444),
      ] as [(String, String, UInt32)] {
        try StageFiles.write(root.path(path), Array(text.utf8), mode: mode)
      }
      try FileSystem.makeDirectories(root.path("box/outputs"))
    }

    /// A place where the agent may work.
    func work(_ name: String) -> String { root.path(PathName.join(Self.work, name)) }

    func files(
      _ faults: PairFaults = .none, timeoutSeconds: Double = 600
    ) throws -> PermittedFiles {
      try PermittedFiles(
        root: root.path("box"), permissions: PermissionSet(EvaluatorStudy.permissions),
        clock: VirtualClock(timeoutSeconds: timeoutSeconds), faults: faults)
    }
  }
}

extension OperationFailure {
  fileprivate var isDenied: Bool { if case .denied = self { true } else { false } }
}

extension String {
  /// Each character as one byte.
  fileprivate var latin: [UInt8] { unicodeScalars.map { UInt8($0.value) } }
}
