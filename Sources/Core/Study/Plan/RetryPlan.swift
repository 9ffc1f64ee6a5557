/// When and how often a stage is tried again.
public struct RetryPlan: Recordable {
  /// The most attempts, the first included.
  ///
  /// 1 means: never again.
  public var attempts = 1
  /// The causes that are worth another attempt.
  public var causes: [String] = []
  /// The pause before the second attempt in nanoseconds; it doubles with every further one.
  public var backoffNanoseconds: Int64 = 1_000_000_000

  /// The words a cause may be, besides `exit:N`.
  public static let causeWords = ["timeout", "signal", "transient", "io", "env", "failure"]

  public init(attempts: Int = 1, causes: [String] = [], backoffNanoseconds: Int64 = 1_000_000_000) {
    self.attempts = attempts
    self.causes = causes
    self.backoffNanoseconds = backoffNanoseconds
  }

  /// A single attempt.
  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("attempts", &attempts, "the most attempts, the first included")
    coder.field("for", &causes, "the causes that are retried")
    coder.field(
      "backoff_ns", &backoffNanoseconds,
      "the pause before the second attempt in nanoseconds; it doubles with every further one")
  }

  /// Whether a text names a cause.
  public static func isCause(_ text: String) -> Bool {
    if causeWords.contains(text) { return true }
    guard text.hasPrefix("exit:"), let code = Int(text.dropFirst(5)) else { return false }
    return (1...255).contains(code)
  }

  /// Whether an ended attempt is worth another one, whatever the number of attempts so far.
  ///
  /// `failure` is the class that the stage itself reported.
  public func covers(outcome: Outcome, exit: Int64?, failure: String?) -> Bool {
    switch outcome {
    case .succeeded: return false
    case .interrupted: return true
    case .timedOut: if causes.contains("timeout") { return true }
    case .crashed: if causes.contains("signal") { return true }
    case .failed: if let exit, causes.contains("exit:\(exit)") { return true }
    }
    if let failure, causes.contains(failure) { return true }
    return causes.contains("failure")
  }

  /// The pause before the attempt that follows `failures` failed ones, in nanoseconds; it doubles
  /// sixteen times at most.
  public func pause(afterFailures failures: Int) -> Int64 {
    let doublings = min(max(failures - 1, 0), 16)
    let factor = Int64(1) << Int64(doublings)
    let (pause, overflow) = backoffNanoseconds.multipliedReportingOverflow(by: factor)
    return overflow ? .max : pause
  }
}
