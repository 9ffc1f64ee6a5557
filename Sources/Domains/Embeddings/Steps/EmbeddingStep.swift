import StageKit

/// A step of this domain: it says why it fails before it does, so that a study knows whether
/// another attempt is worth it.
protocol EmbeddingStep: Step {
  /// Does the step's work.
  static func work(_ call: StepCall) throws(StageError) -> Int32
}

extension EmbeddingStep {
  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    do throws(StageError) {
      return try work(call)
    } catch {
      let kind =
        switch error.kind {
        case .file: "io"
        case .unavailable: "env"
        case .usage, .invalid, .refused: "failure"
        }
      try? call.events.failure(kind, error.message, next: error.hint)
      throw error
    }
  }
}
