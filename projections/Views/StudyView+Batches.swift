import Bytes
import Ledger
import Study

extension StudyView {
  /// Takes in an event of a batch.
  mutating func evolveBatch(_ event: RecordedEvent, in entry: RecordedEntry) {
    switch event.fact {
    case .batchDeclared(let declared):
      closed = nil
      batches.append(
        BatchView(manifest: declared.manifest, plan: plan, stamp: Stamp(event, in: entry)))
    case .batchClosed(let ended):
      if let place = batches.lastIndex(where: { $0.manifest.batch == event.stream.name }) {
        batches[place].closed = ended
      }
    default: break
    }
  }

  /// Takes in an event of a baseline.
  mutating func evolveBaseline(_ name: String, _ event: RecordedEvent, in entry: RecordedEntry) {
    let stamp = Stamp(event, in: entry)
    func move(
      _ kind: BaselineMove.Kind, from: String, to: String, grounds: [String] = [],
      reason: String = ""
    ) -> BaselineMove {
      BaselineMove(
        baseline: name, kind: kind, from: from, to: to, grounds: grounds,
        window: windows[name], reason: reason, command: entry.commandID.hex, stamp: stamp)
    }
    switch event.fact {
    case .windowClosed(let window): windows[name] = window.window
    case .baselinePromoted(let promoted):
      moves.append(
        move(
          .promote, from: promoted.from ?? "", to: promoted.to, grounds: promoted.evidence,
          reason: promoted.reason ?? ""))
      windows[name] = nil
    case .baselineRolledBack(let back):
      moves.append(move(.rollback, from: back.from, to: back.to, reason: back.reason))
      windows[name] = nil
    case .promotionRefused(let refused):
      moves.append(move(.refused, from: "", to: refused.to, grounds: refused.reasons))
    case .canaryBreached(let breached):
      state("canary", "\(name): \(breached.checks.joined(separator: "; "))", stamp)
    case .decisionMade(let decision):
      state("decision", "\(decision.choice.rawValue): \(decision.rationale)", stamp)
    default: break
    }
  }

  /// The batch that a run belongs to.
  public func batch(of run: RunView) -> BatchView? {
    guard let batch = run.assignment?.batch else { return nil }
    return batches.last { $0.manifest.batch == batch }
  }

  /// What was promoted or rolled back to last; nil before the first promotion.
  public var latest: String? { moves.last { $0.kind != .refused }?.to }
}
