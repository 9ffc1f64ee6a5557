import Bytes
import Codecs
import Files
import Ledger
import Study

/// What `manifest.json` says beyond that in a study with variants, tasks and pairs.
///
/// Every member is there: null where it does not apply, or is not known yet.
struct PairedMembers {
  let run: RunView
  private let paired: PairedPlan

  /// Nil in a study that is not paired.
  init?(run: RunView, plan: Plan) {
    guard let paired = plan.design.paired else { return nil }
    self.run = run
    self.paired = paired
  }

  /// Adds what is missing to a manifest.
  func complete(_ manifest: inout ValueMap) {
    manifest["$schema"] = "urn:runledger:run-manifest:1.0"
    manifest["variant"] = variant
    manifest["task"] = task
    manifest["pairing"] = pairing
    for (section, members) in [("immutability", immutability), ("metadata", metadata)] {
      var whole = manifest[section]?.asMap ?? ValueMap()
      for (name, value) in members { whole[name] = value }
      manifest[section] = .map(whole)
    }
  }

  private var variant: Value {
    guard let variant = paired.variant(run.assignment?.variant) else { return .null }
    return known(
      ("variant_id", .text(variant.name)),
      ("specification_file", .text(variant.file.path)),
      ("specification_hash", .hash(variant.file.digest)),
      ("paradigm", .text(variant.paradigm)))
  }

  private var task: Value {
    guard let task = paired.task(run.assignment?.task) else { return .null }
    let specification = task.files.files.first { PathName.lastComponent($0.path) == "spec.json" }
    return known(
      ("task_id", .text(task.name)),
      ("specification_file", .text(specification?.path ?? task.files.pattern)),
      ("specification_hash", .hash(specification?.digest ?? task.files.digest)),
      ("seed", .int(task.seed)),
      ("timeout_seconds", .seconds(task.timeoutNanoseconds)))
  }

  private var pairing: Value {
    guard let assignment = run.assignment, let pair = assignment.pair else { return .null }
    return known(
      ("pair_id", .text(pair)),
      ("pair_index", assignment.pairIndex.map(Value.count)),
      ("paired_run_id", .some(run.partner)),
      ("execution_order", assignment.order.map(Value.count)),
      // Differences are those of the second variant from the first.
      ("is_reference_run", assignment.variant.map { .bool($0 == paired.variants.first?.name) }))
  }

  private var immutability: ValueMap {
    [
      "locked_at": .time(run.lock?.stamp.at) ?? .null,
      "lock_reason": .some(run.lock?.locked.reason) ?? .null,
    ]
  }

  private var metadata: ValueMap {
    let notes = run.statements.filter { $0.kind == "note" }.map(\.text)
    let variant = paired.variant(run.assignment?.variant)
    return [
      // One digest over the files of all tasks.
      "task_suite_version": .text(Text.hash(Hashing.digest(of: paired.tasks.encoded))),
      "variant_version": .hash(variant?.file.digest) ?? .null,
      "notes": .text(notes.joined(separator: "; ")),
    ]
  }

  private func known(_ pairs: (String, Value?)...) -> Value {
    var map = ValueMap()
    for (name, value) in pairs { map[name] = value ?? .null }
    return .map(map)
  }
}
