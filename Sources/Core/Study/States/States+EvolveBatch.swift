import Bytes
import Codecs
import LedgerFormat

extension States {
  /// Records what an event says of a batch.
  func evolveBatch(_ slug: String, _ id: String, _ fact: EventData, at position: EventPosition) {
    switch fact {
    case .batchDeclared(let declared):
      set(BatchState(manifest: declared.manifest), for: slug, id)
      begin(declared.manifest, of: slug)
    case .batchClosed(let closed):
      guard var state = batch(slug, id) else { return }
      state.verdict = closed.verdict
      state.missing = closed.missing
      state.closedAt = position
      set(state, for: slug, id)
    default: return
    }
  }

  /// Makes the runs of a batch the schedule of its study.
  private func begin(_ manifest: BatchManifest, of slug: String) {
    guard var state = study(slug), let plan = plan(slug) else { return }
    state.batch = manifest.batch
    if let draw = manifest.draw { state.candidates.append(draw.candidate) }
    for revision in plan.design.revisions {
      state.revisions[revision.revision] = plan.input(revision.input).map {
        .bytes($0.digest.bytes)
      }
    }
    if let config = plan.design.configuration {
      let defaults = Hashing.digest(of: plan.params(level: 0).encoded)
      state.revisions[StudyState.defaults(of: config.revision)] = .bytes(defaults.bytes)
    }
    if manifest.number > 1 {
      state.round = manifest.number
      state.tallies = []
      state.startOver(live: state.active.filter { run(slug, $0)?.isLive ?? false })
    }
    set(state, for: slug)
  }
}
