import Codecs

/// The time of the reference agent: it passes only when something is done.
///
/// So that a runtime is a property of what was done and not of the machine that did it, each
/// operation costs what ``Pace`` says; the wall clock is never asked.
final class VirtualClock {
  /// When every run begins: 2026-01-01T00:00:00Z, in nanoseconds since 1970.
  static let epoch: Int64 = 1_767_225_600_000_000_000

  /// Milliseconds since the run began.
  private(set) var now: Int64 = 0

  /// When the run is ended, in milliseconds.
  let deadline: Int64

  init(timeoutSeconds: Double) { deadline = Int64((timeoutSeconds * 1_000).rounded()) }

  /// Lets time pass.
  ///
  /// At the deadline the run is over, in the middle of whatever was being done.
  func advance(milliseconds: Int64) throws(OperationFailure) {
    now += max(0, milliseconds)
    if now >= deadline {
      now = deadline
      throw .timedOut
    }
  }

  /// Seconds since the run began.
  var seconds: Double { Double(now) / 1_000 }

  /// Milliseconds until the run is ended.
  var remaining: Int64 { deadline - now }

  /// The moment as text, to the millisecond.
  var timestamp: String { Self.timestamp(nanoseconds: Self.epoch + now * 1_000_000) }

  /// A moment as RFC 3339 with three decimals.
  static func timestamp(nanoseconds: Int64) -> String {
    String(RFC3339.format(nanoseconds: nanoseconds).dropLast(7)) + "Z"
  }
}

/// What doing something costs on the virtual clock.
struct Pace: Sendable, Equatable {
  /// How loaded the machine is: every cost is multiplied by this.
  var load: Double

  /// One operation on a file, in milliseconds.
  static let operation = 1_200.0
  /// Bytes that are read or written in a millisecond.
  static let bytesPerMillisecond = 2.0
  static let deliberation = 4_000.0
  /// Comparing one planned operation with the constraints.
  static let check = 2_400.0
  /// Working on one line or row.
  static let line = 110.0
  /// Looking over one that was worked on before, as a share of that.
  static let secondLook = 0.4
  /// Waiting for the answer to a question, which nobody gives in a batch.
  static let question = 5_000.0
  /// Waiting before something is tried again.
  static let pause = 2_000.0

  /// A cost in milliseconds under this load.
  func cost(_ milliseconds: Double) -> Int64 { Int64((milliseconds * load).rounded()) }
}
