import Bytes
import StageKit
import Testing

@testable import Town

/// A configuration of a few lines, with the rest as it is by default.
func town(_ lines: String = "") throws -> TownConfig {
  try TownConfig.parse(Array("config_id: test\n\(lines)".utf8), file: "test.yaml")
}

/// A scenario of the example study.
func scenario(_ name: String) throws -> TownConfig {
  let tests = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
  return try TownConfig.read("/\(tests)/docs/studies/town-release/scenarios/\(name).yaml")
}

let scenarioNames = [
  "queue_conflict", "employment_punctuality", "kitchen_breakfast", "rivalry_decay",
  "observation_baseline",
]

/// A town with so many people and nothing else going on.
func quietTown(_ agents: Int, _ lines: String = "") throws -> Rehearsal {
  Rehearsal(
    try town(
      "town: {agents: \(agents), start_jitter: 0}\nfeatures: {stages: {relationships: \"OFF\"}}\n"
        + lines), seed: 1)
}

/// The hashes of so many ticks.
func hashes(_ shard: inout Shard, _ rules: TownRules, ticks: Int) -> [String] {
  (0..<ticks).map { _ in shard.tick([], rules, PolicyTable()).hash.hex }
}

func near(_ left: Double, _ right: Double, _ tolerance: Double = 1e-9) -> Bool {
  abs(left - right) <= tolerance
}
