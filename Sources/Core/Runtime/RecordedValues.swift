import Bytes
import Codecs
import Files
import Ledger
import Study

/// Observes again, in the files that the ledger keeps, what was recorded of them.
///
/// Takes in the events of a log in their order. What a stage said of itself while it ran is its
/// word, and is compared with nothing; what was read off its files has to be in them.
struct RecordedValues {
  /// Something that is recorded of a file and is not in it.
  struct Difference: Equatable {
    var position: EventPosition
    var message: String
  }

  private(set) var differences: [Difference] = []
  /// How many recorded values are of files that the ledger does not keep.
  private(set) var unchecked = 0

  private struct Attempt {
    var stage: StagePlan?
    var reported: Set<String> = []
  }

  /// Runs of which not all is there that their stages reported.
  private var doubtful: Set<Stream> = []
  private let blobs: BlobStore
  private let secrets: (String) -> [[UInt8]]
  private var running: [AttemptID: Attempt] = [:]

  init(_ ledger: Ledger) {
    blobs = ledger.blobs
    secrets = { ledger.secrets(for: Workspace.purpose(ofCandidatesIn: $0)) }
  }

  /// Takes in an event; `states` are those after it.
  mutating func take(_ fact: EventData, at position: EventPosition, _ states: States) {
    switch fact {
    case .stageStarted(let started):
      // What a stage's gates look at is what was planned when it began.
      running[started.id] = Attempt(
        stage: states.plan(started.id.study)?.stage(started.id.stage))
    case .stageObserved(let observed):
      for line in observed.lines {
        guard let metric = line.asMap?["metric"]?.asMap?["name"]?.asText else { continue }
        running[observed.id, default: Attempt()].reported.insert(metric)
      }
    case .stageFinished(let finished):
      let attempt = running.removeValue(forKey: finished.id) ?? Attempt()
      check(finished, attempt, position)
    case .batchDeclared(let declared): check(declared.manifest, position, states)
    default: break
    }
  }

  /// Notes that the data of an event was erased.
  mutating func noteErased(_ stream: Stream) { doubtful.insert(stream) }

  /// Draws the seeds of a candidate again, where the ledger's key is here.
  private mutating func check(
    _ manifest: BatchManifest, _ position: EventPosition, _ states: States
  ) {
    guard let draw = manifest.draw, let committed = states.plan(draw.study)?.agentSafe?.secret
    else { return }
    guard
      let secret = secrets(draw.study).first(where: {
        AgentSafePlan.digest(ofSecret: $0) == committed
      })
    else {
      unchecked += 1
      return
    }
    if !manifest.isDrawn(from: secret) {
      differences.append(
        Difference(
          position: position,
          message: "the seeds of batch '\(manifest.batch)' are not those that were drawn"))
    }
  }

  private mutating func check(
    _ finished: StageFinished, _ attempt: Attempt, _ position: EventPosition
  ) {
    func differ(_ message: String) {
      differences.append(Difference(position: position, message: message))
    }
    for output in finished.outputs + finished.logs where output.kept {
      guard let size = blobs.size(of: output.digest), size != UInt64(clamping: output.size) else {
        continue
      }
      differ("'\(output.path)' is recorded with \(output.size) bytes, and kept with \(size)")
    }
    guard finished.outcome == .succeeded, let stage = attempt.stage else { return }
    let (kept, omitted) = stage.keptOnly(finished, blobs)
    unchecked += omitted
    let blobs = self.blobs
    let seen = FileObservations(of: kept) { path in
      finished.outputs.first { $0.path == path }.map { blobs.path(of: $0.digest) } ?? path
    }
    // Several checks of a gate may have one name: the first is compared with the first.
    var left = finished.observations
    for observation in seen.observations {
      let place = left.firstIndex {
        $0.gate == observation.gate && $0.check == observation.check
      }
      let recorded = place.map { left.remove(at: $0) }
      if !same(recorded?.value, observation.value) {
        differ(
          "check '\(observation.check)' of gate '\(observation.gate)' is recorded as "
            + "\(words(recorded?.value)), and the kept file gives \(words(observation.value))")
      }
    }
    for metric in seen.metrics where !attempt.reported.contains(metric.name) {
      let recorded = finished.metrics.first { $0.name == metric.name }
      if same(recorded?.value, metric.value) { continue }
      if doubtful.contains(finished.id.stream) {
        unchecked += 1
      } else {
        differ(
          "metric '\(metric.name)' is recorded as \(words(recorded?.value)), and the kept file "
            + "gives \(words(metric.value))")
      }
    }
  }

  private func same(_ left: Double?, _ right: Double?) -> Bool {
    left == right || left?.isNaN == true && right?.isNaN == true
  }

  private func words(_ value: Double?) -> String { value.map { "\($0)" } ?? "nothing" }
}

extension StagePlan {
  /// The stage with only those checks whose files an attempt left with the ledger, and the number
  /// of those left out.
  fileprivate func keptOnly(
    _ finished: StageFinished, _ blobs: BlobStore
  ) -> (stage: StagePlan, omitted: Int) {
    // What is missing and was not purged is a finding of the verifier.
    func isKept(_ path: String) -> Bool {
      finished.outputs.contains { $0.path == path && $0.kept && blobs.contains($0.digest) }
    }
    var stage = self
    var omitted = 0
    stage.outputs.removeAll { !isKept($0.path) }
    for place in stage.gates.indices {
      stage.gates[place].checks.removeAll { check in
        switch check.subject {
        case .exists(let path), .metric(_, file: .some(let path)), .rows(let path),
          .distinct(let path, _), .schema(let path, _, _):
          if isKept(path) { return false }
        case .metric(_, file: nil), .stability: return true
        case .coverage: break
        }
        omitted += 1
        return true
      }
    }
    return (stage, omitted)
  }
}
