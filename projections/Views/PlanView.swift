public import Study

/// One version of a study's plan, and how it came about.
public struct PlanView: Equatable, Sendable {
  /// How a version came about.
  public enum Origin: String, Equatable, Sendable {
    /// The pre-registration.
    case registered
    /// Changed before any stage had finished.
    case revised
    /// Changed after a stage had finished.
    case amended
  }

  public var plan: Plan
  /// The study file it was read from.
  public var file: FilePin
  /// How it came about.
  public var origin: Origin
  /// Its number, from 1.
  public var revision: Int
  /// Whether a result was known when it changed.
  public var isPostHoc: Bool
  /// Why it changed; empty where nobody had to say.
  public var reason: String
  /// The files of it that other studies held out, or judged with, when it came.
  public var shared: [SharedFile]
  /// When, by whom, and the event.
  public var stamp: Stamp
}
