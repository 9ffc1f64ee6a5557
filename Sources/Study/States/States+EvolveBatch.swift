import Codecs

extension States {
  /// Records what an event says of a batch.
  func evolveBatch(_ slug: String, _ id: String, _ fact: Fact, at position: EventPosition) {
    switch fact {
    case .batchDeclared(let declared):
      set(BatchState(manifest: declared.manifest), for: slug, id)
    case .batchClosed(let closed):
      guard var state = batch(slug, id) else { return }
      state.verdict = closed.verdict
      state.missing = closed.missing
      state.closedAt = position
      set(state, for: slug, id)
    default: return
    }
  }

  /// Remembers who wrote the plan in force, where somebody else has to approve something.
  func setAuthor(_ author: String, of slug: String) {
    let isAsked = plan(slug)?.stages.contains { $0.approve?.notAuthor ?? false } ?? false
    guard isAsked, !author.isEmpty, var state = study(slug) else { return }
    state.author = author
    set(state, for: slug)
  }

  /// Records what an event says of a report.
  func evolveReport(_ slug: String, _ name: String, _ fact: Fact, at position: EventPosition) {}
}
