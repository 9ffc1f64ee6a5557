import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite struct ManifestTests {
  @Test func `a manifest has every field of its format`() throws {
    let bench = try ManifestBench()
    let map = try #require(try bench.manifest().asMap)
    for (section, names) in ManifestBench.fields {
      let members = section.isEmpty ? map : try #require(map[section]?.asMap, "\(section)")
      for name in names { #expect(members[name] != nil, "\(section).\(name)") }
    }
    #expect(map["manifest_version"] == "1.0")
    let pins = try #require(map["pins"]?.asMap)
    #expect(pins["evaluator_versions"]?.asMap?.keys.sorted() == RubricSet.names.sorted())
    #expect(pins["tool_permission_set"]?.asMap == EvaluatorStudy.permissions)
    #expect(map["task"]?.asMap?["seed"] == 42)
    #expect(map["pairing"]?.asMap?["paired_run_id"] == "run-0001-goal-centric-TASK-001")
    #expect(map["execution"]?.asMap?.values.allSatisfy(\.isNull) == true)
    #expect(map["immutability"]?.asMap?["locked"] == false)
  }

  @Test func `a manifest names no place of the machine`() throws {
    let bench = try ManifestBench()
    let text = JSON.string(try bench.manifest())
    #expect(!text.contains(bench.study.root.path))
    #expect(!text.contains(bench.directory.path))
  }

  @Test func `the same run has the same manifest, byte for byte`() throws {
    let bench = try ManifestBench()
    #expect(JSON.encode(try bench.manifest()) == JSON.encode(try bench.manifest()))
  }

  @Test func `an attempt that was repeated has the same manifest, and no time is needed`() throws {
    let bench = try ManifestBench()
    let again = try bench.manifest { $0["attempt"] = 2 }
    #expect(try again == bench.manifest())
    let context = try bench.context { $0["created_at"] = nil }
    let timeless = try Manifest(context: context, snapshot: bench.snapshot).value
    #expect(timeless.asMap?["created_at"]?.isNull == true)
    let checks = ManifestValidator.checks(
      JSON.encode(timeless), context, snapshot: bench.snapshot)
    #expect(checks.problems.isEmpty)
  }

  @Test func `the harness is pinned by its program, or else by the commit`() throws {
    let bench = try ManifestBench()
    let pinned = try bench.manifest().asMap?["pins"]?.asMap?["harness_version"]
    #expect(pinned == .text("sha256:" + String(repeating: "ab", count: 32)))
    let commit = String(repeating: "c", count: 40)
    let git = try bench.manifest { $0["pins"] = ["git": ["commit": .text(commit)]] }
    #expect(git.asMap?["pins"]?.asMap?["harness_version"] == .text(commit))
    let none = try bench.manifest { $0["pins"] = [:] }
    #expect(none.asMap?["pins"]?.asMap?["harness_version"]?.isNull == true)
  }

  @Test func `a stage without a task has no manifest`() throws {
    let bench = try ManifestBench()
    #expect(throws: StageError.self) { try bench.manifest { $0["task"] = nil } }
  }

  @Test(arguments: ["1.0.0", "1.0", "0.0.1", "12.34.56"])
  func `a version of numbers is exact`(version: String) {
    #expect(PinnedVersion.problem(version) == nil)
  }

  @Test(arguments: [
    "latest", "^1.0", "^1.0.0", "~1.0", "1.x", "1.0.x", "*", ">=1.0", "1.0 - 2.0", "1", "", "1..0",
    "1.0.0.0", "v1.0.0", "main", "1.0.0 || 2.0.0", "1.0.0-beta",
  ])
  func `a version that can mean several floats`(version: String) {
    #expect(PinnedVersion.problem(version) != nil)
  }

  @Test(arguments: ["main", "HEAD", "latest", "v1.2.0", "abc1234", "sha256:abc", "^1.0"])
  func `a harness that is no commit and no digest floats`(version: String) {
    #expect(PinnedVersion.problem(ofHarness: version) != nil)
  }
}
