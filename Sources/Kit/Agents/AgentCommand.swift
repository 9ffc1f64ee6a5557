import Files
public import StageKit

/// The program of an external agent, found, and what it needs to be executed.
public struct AgentCommand: Sendable, Equatable {
  /// The program's path on the disk.
  public let program: String
  /// Its arguments, with files of the study by their full paths.
  public let arguments: [String]
  /// Files of the study that the arguments name.
  public let files: [String]
  /// Whether a shell executes it: a shell does nothing without starting processes.
  public let isShell: Bool

  private static let shells = [
    "sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "fish", "busybox",
  ]

  /// Finds a program in the study's directory or in the search path, and files among its arguments
  /// in the study's directory.
  ///
  /// `reading` are further files and directories of the study that the program reads.
  public init(
    _ arguments: [String], reading: [String] = [], directory: String,
    _ environment: AgentEnvironment
  ) throws(StageError) {
    let name = arguments[0]
    let own = PathName.normalize(PathName.join(directory, name))
    if Self.isExecutable(own) {
      program = own
    } else if !name.contains("/"), let found = environment.find(name) {
      program = found
    } else {
      let reason = FileSystem.exists(own) ? "is not an executable file" : "does not exist"
      throw StageError(
        .unavailable,
        "the agent's program '\(name)' \(reason); it is looked for in the study's directory and in "
          + "PATH")
    }
    var files = program == own ? [own] : []
    var resolved = [program]
    for argument in arguments.dropFirst() {
      let path = PathName.join(directory, argument)
      if !argument.isEmpty, !argument.hasPrefix("-"),
        !PathName.escapes(argument, base: directory), Self.isFile(path)
      {
        files.append(path)
        resolved.append(path)
      } else {
        resolved.append(argument)
      }
    }
    self.files = files + reading.map { PathName.join(directory, $0) }
    self.arguments = resolved
    isShell = Self.isShell(program)
  }

  /// Whether a path is a regular file that somebody may execute.
  public static func isExecutable(_ path: String) -> Bool {
    guard let status = try? FileSystem.status(path) else { return false }
    return status.kind == .file && status.mode & 0o111 != 0
  }

  private static func isFile(_ path: String) -> Bool {
    (try? FileSystem.status(path))?.kind == .file
  }

  /// Whether a program is a shell or a script for one.
  private static func isShell(_ program: String) -> Bool {
    let real = (try? FileSystem.realPath(program)) ?? program
    if shells.contains(PathName.lastComponent(program))
      || shells.contains(PathName.lastComponent(real))
    {
      return true
    }
    guard let file = try? Descriptor.open(program, .read) else { return false }
    var bytes = [UInt8](repeating: 0, count: 256)
    guard let count = try? file.read(into: &bytes), bytes[..<count].starts(with: Array("#!".utf8))
    else { return false }
    let line = bytes[2..<count].prefix { $0 != UInt8(ascii: "\n") }
    let words = String(decoding: line, as: UTF8.self).split(separator: " ").map(String.init)
    guard let first = words.first else { return false }
    let interpreter =
      PathName.lastComponent(first) == "env"
      ? words.dropFirst().first { !$0.hasPrefix("-") } ?? "" : first
    return shells.contains(PathName.lastComponent(interpreter))
  }
}
