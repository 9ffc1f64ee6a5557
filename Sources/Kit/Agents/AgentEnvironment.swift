import Files

/// What an external agent is told of its surroundings.
public struct AgentEnvironment: Sendable, Equatable {
  /// The number under which a runner's stages have the lock of their attempt.
  public static let fence: Int32 = 9

  /// Where programs are searched for.
  public let path: String
  /// The home directory.
  public let home: String
  /// Everything that the stage process was given, from which an agent gets what it names.
  public let variables: [String: String]
  /// Whether a runner has started us, so that its lock has to be handed on.
  public let hasFence: Bool

  /// Takes over what a stage process was given.
  public init(_ environment: [String: String]) {
    path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    home = environment["HOME"] ?? "/"
    variables = environment
    hasFence = environment["RUNLEDGER_FENCE"] != nil
  }

  /// The path of a program that is searched for, or nil.
  public func find(_ name: String) -> String? {
    for directory in path.split(separator: ":") {
      let candidate = PathName.join(String(directory), name)
      if PathName.isAbsolute(candidate), AgentCommand.isExecutable(candidate) { return candidate }
    }
    return nil
  }
}
