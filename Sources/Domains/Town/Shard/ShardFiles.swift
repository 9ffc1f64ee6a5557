import Bytes
import Codecs
import Files
import StageKit

/// What a shard writes into its directory, and from where it goes on.
final class ShardFiles {
  /// How far every file was when a snapshot was taken.
  static let resumeName = "resume.json"
  private static let names = [
    "events.jsonl", "windows.jsonl", "state_hashes.txt", "logs/console/commands.jsonl",
    "promotion_history.jsonl", "ops/rollouts.md", "telemetry.jsonl",
    "archive/telemetry-raw.jsonl",
  ]
  static let rolloutHead = [
    "# Promotions and rollbacks", "",
    "| tick | action | from | to | config_id | windows | cmd_id | issuer | reason |",
    "|---|---|---|---|---|---|---|---|---|",
  ]

  let directory: String
  private var files: [LineFile] = []

  /// Opens the files of a directory at given sizes.
  init(_ directory: String, sizes: [Int]?) throws(StageError) {
    self.directory = directory
    for (index, name) in Self.names.enumerated() {
      let size = sizes.map { $0[index] } ?? 0
      files.append(try LineFile(PathName.join(directory, name), at: size))
    }
    if sizes == nil { for line in Self.rolloutHead { try files[5].line(line) } }
  }

  /// Where a shard of this directory would go on: the snapshot's path and the files' sizes.
  static func resumePoint(_ directory: String) throws(StageError) -> (
    snapshot: String, sizes: [Int]
  )? {
    let path = PathName.join(directory, resumeName)
    guard FileSystem.exists(path) else { return nil }
    let fields = try StageFiles.readFields(path)
    var sizes: [Int] = []
    let map = try StageFields(.map(fields.map("sizes")), "'\(path)': sizes")
    for name in names { sizes.append(try map.integer(name)) }
    return (PathName.join(directory, try fields.text("snapshot")), sizes)
  }

  /// Writes what a tick gave.
  func write(_ output: TickOutput, _ shard: Shard, _ rules: TownRules) throws(StageError) {
    for event in output.events { try files[0].line(event.value) }
    if let window = output.window { try files[1].line(window.value) }
    try hash(output.hash, shard.state.world.tick)
    for answer in output.answers { try files[3].line(answer.audit) }
    for change in output.changes {
      try files[4].line(change.value(shard.state.promotion.status(rules)))
      try files[5].line(Self.row(change))
    }
    for payload in output.flush.sent { try files[6].line(payload) }
    for payload in output.flush.archived { try files[7].line(payload) }
  }

  /// How the windows ended that the files hold.
  func results() throws(StageError) -> [String] {
    var results: [String] = []
    for line in try StageFiles.read(files[1].path).split(separator: UInt8(ascii: "\n")) {
      do throws(JSONError) {
        results.append(try JSON.decode(Array(line)).asMap?["result"]?.asText ?? "")
      } catch { throw .invalid("'\(files[1].path)' is \(error.description)") }
    }
    return results
  }

  private func hash(_ digest: Digest, _ tick: Int) throws(StageError) {
    try files[2].line("\(tick) \(digest.hex)")
  }

  private static func row(_ change: ReleaseChange) -> String {
    func cell(_ text: String) -> String {
      text.replacing("|", with: "\\|").replacing("\n", with: " ")
    }
    let windows = change.windows.map { "\($0)" }.joined(separator: ", ")
    let cells = [
      "\(change.tick)", change.event, change.from.checkpoint, change.to.checkpoint,
      change.to.configID, windows, change.commandID, change.issuer, change.reason,
    ]
    return "| " + cells.map(cell).joined(separator: " | ") + " |"
  }

  /// Puts the payload where observers look for it: old or new, never half.
  func publish(_ shard: Shard, _ rules: TownRules) throws(StageError) {
    let payload = JSON.encode(.map(TelemetrySnapshot.value(shard, rules)), pretty: true)
    try replace("telemetry.json", payload)
  }

  /// Saves the shard, and from where it goes on; older snapshots of the same kind are removed.
  func save(_ shard: Shard, _ rules: TownRules) throws(StageError) {
    try flush()
    let name = "snapshots/snapshot-\(shard.state.world.tick).json"
    do throws(FileError) {
      try FileSystem.makeDirectories(PathName.join(directory, "snapshots"))
    } catch { throw StageError(error) }
    try replace(name, JSON.encode(ShardSnapshot.value(shard, rules)))
    var sizes = ValueMap()
    for (index, file) in files.enumerated() { sizes[Self.names[index]] = .int(Int64(file.size)) }
    let point: Value = ["snapshot": .text(name), "sizes": .map(sizes)]
    try replace(Self.resumeName, JSON.encode(point, pretty: true))
    try prune(keep: rules.config.snapshot.autosave.retain)
  }

  private func prune(keep: Int) throws(StageError) {
    let folder = PathName.join(directory, "snapshots")
    do throws(FileError) {
      let ticks = try FileSystem.list(folder).compactMap { name in
        name.hasPrefix("snapshot-") ? Int(name.dropFirst(9).dropLast(5)) : nil
      }
      for tick in ticks.sorted().dropLast(keep) {
        try FileSystem.remove(PathName.join(folder, "snapshot-\(tick).json"))
      }
    } catch { throw StageError(error) }
  }

  /// What is kept of a promotion: the shard as it is, and the policies before and after.
  func keep(
    _ change: ReleaseChange, _ shard: Shard, _ rules: TownRules, _ policies: PolicyTable
  ) throws(StageError) {
    let folder = "snapshots/release/\(change.tick)"
    let kept: [(String, Value)] = [
      ("release.json", change.from.value), ("candidate.json", change.to.value),
      ("shard.json", ShardSnapshot.value(shard, rules)),
    ]
    for (name, value) in kept {
      try StageFiles.write(
        PathName.join(directory, "\(folder)/\(name)"),
        JSON.encode(value, pretty: name != "shard.json"))
    }
    for (name, release) in [("release", change.from), ("candidate", change.to)] {
      guard let found = policies.policies.first(where: { $0.name == release.checkpoint }) else {
        continue
      }
      try StageFiles.write(
        PathName.join(directory, "\(folder)/\(name).policy"), found.checkpoint.file)
    }
  }

  func flush() throws(StageError) { for file in files { try file.flush() } }

  private func replace(_ name: String, _ bytes: [UInt8]) throws(StageError) {
    do throws(FileError) {
      try FileSystem.writeAtomically(PathName.join(directory, name), bytes, sync: false)
    } catch { throw StageError(error) }
  }
}
