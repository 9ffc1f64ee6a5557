public import Study

/// Something that happened that should not have, and what became of it.
public struct ViolationView: Equatable, Sendable {
  /// Its identifier.
  public let id: String
  /// What happened; nil when that was erased.
  public internal(set) var recorded: ViolationRecorded?
  /// When it was recorded, by whom, and the event.
  public internal(set) var stamp: Stamp
  /// How it was dealt with, once it is.
  public internal(set) var resolution: String?
  /// When it was dealt with, by whom, and the event.
  public internal(set) var resolved: Stamp?
  /// What was written down about it.
  public internal(set) var notes: [String] = []

  /// Where it stands, in the words of the violation log.
  public var status: String {
    if let resolution { return "Resolved: \(resolution)" }
    return recorded?.severity == .critical ? "Open" : "Noted"
  }
}
