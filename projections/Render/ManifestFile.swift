import Bytes
import Codecs
import Ledger
import Study

/// `manifest.json`: what a run was to be, what it ran on, and what came of it.
struct ManifestFile {
  let run: RunView
  let plans: [PlanView]
  let origin: String
  let head: Head
  /// The leaf hash of the entry with the run's last event.
  let leaf: Digest

  private var inForce: PlanView? { run.plan.map { plans[$0] } }

  /// The manifest; the logs are part of what it names, and `stages` the run's stage files.
  func value(logs: [RenderedFile], stages: [Value], rules: ManifestRules) -> Value {
    guard case .map(var manifest) = single(logs: logs) else { return .null }
    let bypassed = run.bypassed
    if !bypassed.isEmpty {
      manifest["production"] = false
      manifest["bypassed"] = .array(bypassed.map(Value.text))
    }
    guard let plan = inForce?.plan else { return .map(manifest) }
    PairedMembers(run: run, plan: plan)?.complete(&manifest)
    if !plan.domain.isEmpty {
      manifest["domain"] = .map(plan.domain)
      manifest = rules.complete(
        manifest, of: plan.domain, outputs: producedFiles.map { $0.placed(by: plan) },
        stages: stages.compactMap(\.asMap))
    }
    return .map(manifest)
  }

  /// What the manifest of every study says.
  private func single(logs: [RenderedFile]) -> Value {
    members(
      ("manifest_version", "1.0"),
      ("run_id", .text(run.id)),
      ("experiment_id", .text(run.study)),
      ("created_at", .time(run.createdAt)),
      ("status", .text(run.status.rawValue)),
      ("level", .some(run.planned?.level)),
      ("scope", .some(run.planned?.scope.rawValue)),
      ("seed", run.planned.map { .int($0.seed) }),
      ("replaces", .some(run.planned?.of)),
      ("parameters", run.planned.map { .parameters($0.params) }),
      ("pins", pins),
      ("inputs", inputs),
      ("execution", execution),
      ("outputs", outputs),
      ("logs", logSection(logs)),
      ("evaluation", evaluation),
      ("pairing", .null),
      ("immutability", immutability),
      ("tags", tags),
      ("metadata", metadata),
      ("ledger", ledger))
  }

  private var pins: Value {
    members(
      ("recorded", run.pins.map { .map($0) }),
      ("refused", inForce.map { .array($0.plan.refusedPins.map(Value.text)) }),
      ("code", inForce.map { .array($0.plan.code.map(Value.file)) }),
      ("study_file", inForce.map { .file($0.file) }),
      ("plan_hash", inForce.map { .text(Text.hash($0.plan.digest)) }))
  }

  private var inputs: Value {
    var files: [Value] = []
    for input in inForce?.plan.inputs ?? [] {
      for file in input.files {
        files.append(
          members(
            ("input", .text(input.name)), ("path", .text(file.path)),
            ("hash", .hash(file.digest)), ("size_bytes", .int(file.size))))
      }
    }
    return members(("files", .array(files)))
  }

  private var execution: Value {
    let ends = run.stages.flatMap { $0.units.compactMap { $0.attempts.last?.end } }
    let failed = ends.last { $0.outcome != .succeeded }
    let timedOut = ends.contains { $0.outcome == .timedOut }
    var reason: Value?
    if run.finished != nil { reason = "success" }
    if failed != nil { reason = timedOut ? "timeout" : "error" }
    return members(
      ("started_at", .time(run.startedAt)),
      ("completed_at", .time(run.finishedAt)),
      ("duration_seconds", .seconds(run.finished?.elapsed)),
      ("timeout_reached", .bool(timedOut)),
      (
        "exit_code",
        failed.map { end in end.exit.map { .int($0) } ?? .null }
          ?? run.finished.map { _ in 0 }
      ),
      ("exit_reason", reason),
      ("reused", run.reusedFrom.map { .text($0) }),
      ("attempts", .count(run.counts.attempts)),
      ("retries", .count(run.counts.retries)),
      ("interruptions", .count(run.counts.interruptions)))
  }

  private var outputs: Value {
    members(
      ("files", .array(producedFiles.map { .map($0.members) })),
      ("hash", .hash(run.lock?.locked.outputs)))
  }

  /// Every output of the attempts that count, in the order of the run's stages.
  private var producedFiles: [ProducedFile] {
    run.stages.flatMap { stage in
      stage.units.flatMap { unit in
        (unit.result?.end?.outputs ?? []).compactMap { output in
          unit.result.map {
            ProducedFile(stage: stage.name, unit: unit.key, attempt: $0, output: output)
          }
        }
      }
    }
  }

  private func logSection(_ logs: [RenderedFile]) -> Value {
    var section = ValueMap()
    for (name, log) in zip(["execution_log", "evaluation_log", "decision_log"], logs) {
      section[name] = .text(RunFiles.relative(log.path, run))
      section["\(name)_hash"] = .text(Text.hash(Hashing.digest(of: log.bytes)))
    }
    return .map(section)
  }

  private var evaluation: Value {
    members(
      ("verdict", .some(run.finished?.verdict.rawValue)),
      (
        "metrics",
        .metrics(run.metricMeans.map { MetricValue(name: $0.name, value: $0.value) })
      ),
      ("evaluated_at", .time(run.evaluations.last?.stamp.at)))
  }

  private var immutability: Value {
    members(
      ("locked", .bool(run.lock != nil)),
      ("locked_at", .time(run.lock?.stamp.at)),
      ("lock_reason", .some(run.lock?.locked.reason)))
  }

  private var tags: Value? {
    var map = ValueMap()
    for tag in run.tags { map[tag.name] = .text(tag.value) }
    return run.tags.isEmpty ? nil : .map(map)
  }

  private var metadata: Value {
    members(
      ("experiment_version", .count(inForce?.revision ?? 0)),
      ("pre_registration_hash", plans.first.map { .text(Text.hash($0.file.digest)) }),
      (
        "statements",
        .array(
          run.statements.map { statement in
            members(
              ("kind", .text(statement.kind)), ("text", .text(statement.text)),
              ("author", .text(statement.stamp.author)), ("at", .time(statement.stamp.at)),
              ("event", .text(statement.stamp.event.description)))
          })
      ))
  }

  private var ledger: Value {
    members(
      ("origin", .text(origin)),
      ("entry", .text("@\(run.last.entry)")),
      ("leaf", .text(leaf.hex)),
      ("head", members(("size", .int(Int64(head.size))), ("root", .text(head.root.hex)))),
      ("events", .count(run.counts.events)),
      ("erased", .count(run.counts.erased)))
  }
}
