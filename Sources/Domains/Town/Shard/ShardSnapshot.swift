import Bytes
import Codecs
import Crypto
import StageKit

/// A shard in a file.
///
/// Because the file is written by the listing that the hash goes through, a shard that is read back
/// hashes like the one that was saved, or is refused.
enum ShardSnapshot {
  /// The version of the file.
  static let schemaVersion = "1.6"

  /// The file of a shard.
  static func value(_ shard: Shard, _ rules: TownRules, applied: [String] = []) -> Value {
    var copy = shard
    let state: Value = [
      "config_id": .text(rules.config.configID), "config_sha256": .text(rules.config.digest),
      "seed": .int(rules.seed), "tick": .int(Int64(shard.state.world.tick)),
      "ticks_per_day": .int(Int64(rules.day)), "content": StateWriter.value(of: shard),
      "state_hash": .text(copy.hash().hex),
      "identity": [
        "config_id": .text(rules.config.configID),
        "policy_hash": .text(shard.state.promotion.release.policyHash),
        "observation_variant": .text(rules.config.features.systems.observations.rawValue),
        "anneal_ratio": .double(rules.config.runtime.annealRatio),
        "policy_artifact": .text(shard.state.promotion.release.checkpoint),
      ],
      "migrations": ["applied": .array(applied.map { .text($0) }), "required": .array([])],
    ]
    return [
      "schema_version": .text(schemaVersion), "state": state,
      "sha256": .text(SHA256.hash(JSON.encode(state)).hex),
    ]
  }

  /// The shard of a file; refused when the file is of another version or configuration, was
  /// changed, or lacks anything.
  static func shard(
    from file: Value, _ rules: TownRules, _ what: String
  ) throws(StageError) -> Shard {
    let state = try state(of: file, what)
    let id = try state.text("config_id")
    guard id == rules.config.configID else {
      throw .invalid(
        "\(what) is of configuration '\(id)', this is '\(rules.config.configID)'",
        hint: "migrate it: snapshot_migrate, where snapshot.migrations registers the way")
    }
    guard try state.text("config_sha256") == rules.config.digest else {
      throw .invalid(
        "\(what) was made under other settings of '\(id)'",
        hint: "resume with the configuration it was made with, or migrate it")
    }
    guard try state.integer("seed") == Int(rules.seed) else {
      throw .invalid("\(what) is of seed \(try state.integer("seed"))")
    }
    var shard = try StateReader.read(Shard.self, from: state.map["content"] ?? .null, what)
    try require(state.text("state_hash") == shard.hash().hex, "\(what) does not hash as it says")
    return shard
  }

  private static func state(of file: Value, _ what: String) throws(StageError) -> StageFields {
    let fields = try StageFields(file, what)
    try require(fields.has("schema_version"), "\(what) has no 'schema_version'")
    let version = try fields.text("schema_version")
    guard version == schemaVersion else {
      let isNewer = isNewer(version)
      throw .invalid(
        "\(what) has schema \(version), \(isNewer ? "newer than" : "not") \(schemaVersion)")
    }
    let state = fields.map["state"] ?? .null
    try require(
      fields.text("sha256") == SHA256.hash(JSON.encode(state)).hex,
      "\(what) was changed since it was saved")
    return try StageFields(state, "\(what): state")
  }

  private static func isNewer(_ version: String) -> Bool {
    let theirs = version.split(separator: ".").map { Int($0) ?? 0 }
    let ours = schemaVersion.split(separator: ".").map { Int($0) ?? 0 }
    return ours.lexicographicallyPrecedes(theirs)
  }

  /// A snapshot of another configuration as one of this, where `snapshot.migrations` has the line
  /// `OLD -> NEW`.
  static func migrate(
    _ file: Value, to rules: TownRules, _ what: String
  ) throws(StageError) -> Value {
    let state = try state(of: file, what)
    let path = "\(try state.text("config_id")) -> \(rules.config.configID)"
    try require(
      rules.config.snapshot.migrations.contains(path),
      "\(what): the migration '\(path)' is not registered")
    let shard = try StateReader.read(Shard.self, from: state.map["content"] ?? .null, what)
    try require(
      shard.state.world.objects.allSatisfy({ $0.running < rules.affordances.count })
        && shard.state.world.agents.allSatisfy({ $0.work.job < rules.config.jobs.count }),
      "\(what) names jobs or affordances that are not here")
    let moved = TownRules(rules.config, seed: Int64(try state.integer("seed")))
    return value(shard, moved, applied: [path])
  }
}
