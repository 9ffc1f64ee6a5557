public import Study

/// Why a view could not be folded, rendered or written.
public struct ProjectionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What went wrong; the list is closed.
  public enum Code: String, Equatable, Sendable, CaseIterable {
    /// An event of a type or version that this build does not know.
    case unknownEvent
    /// An event whose data is not what its type says.
    case malformedEvent
    /// A name that may not become part of a path.
    case unsafeName
    /// There is no such study, run or size.
    case notFound
    /// The ledger could not be read, or it is not what was written.
    case ledger
    /// A file could not be read or written.
    case files
    /// The cache could not be read.
    case cache
  }

  /// What went wrong.
  public var code: Code
  /// What and where, in lower case, without a full stop.
  public var message: String
  /// What to do about it, when there is something.
  public var hint: String?
  /// The event that could not be read, when there is one.
  public var event: EventPosition?

  public init(
    _ code: Code, _ message: String, hint: String? = nil, event: EventPosition? = nil
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.event = event
  }

  /// The message.
  public var description: String { message }

  /// An event type, or a version of one, that a later build wrote.
  static func unknownEvent(
    _ type: String, version: UInt64, at position: EventPosition
  ) -> ProjectionError {
    ProjectionError(
      .unknownEvent,
      "event \(position) is '\(type)' version \(version), which this build does not know",
      hint: "use a later runledger to project this ledger", event: position)
  }
}
