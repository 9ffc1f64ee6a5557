/// What a gate says of a subject.
///
/// Ordered from best to worst.
public enum Verdict: String, Comparable, Word {
  /// Every check passed.
  case pass = "PASS"
  /// A check passed only its weaker threshold; a person has to accept it.
  case warn = "WARN"
  /// What was observed says neither that it is good enough nor that it is not: nothing waits, and
  /// nothing may be promoted on it.
  case inconclusive = "INCONCLUSIVE"
  /// A check failed, or what it needs was not observed.
  case fail = "FAIL"

  private var rank: Int {
    switch self {
    case .pass: 0
    case .warn: 1
    case .inconclusive: 2
    case .fail: 3
    }
  }

  /// Better verdicts come first.
  public static func < (left: Verdict, right: Verdict) -> Bool { left.rank < right.rank }
}

/// How an attempt at a stage ended.
public enum Outcome: String, Word {
  /// The process ended with exit code 0 and every declared output is there.
  case succeeded
  /// The process ended with another exit code, or an output is missing or illegal.
  case failed
  /// The time limit ended it.
  case timedOut = "timed_out"
  /// A signal ended it, or it could not be started.
  case crashed
  /// The runner went away, or a person interrupted it. Costs no retry.
  case interrupted
}

/// How far a violation reaches.
public enum Severity: String, Word {
  /// Halts the study until it is resolved.
  case critical
  /// Documented, and the study goes on.
  case nonCritical = "non_critical"
}

/// What was decided at the end of a step.
public enum Choice: String, Word {
  /// Continue as planned.
  case proceed = "continue"
  /// Continue with changes.
  case adjust
  /// End the study or run.
  case stop
  /// Ask a person to decide.
  case escalate
}
