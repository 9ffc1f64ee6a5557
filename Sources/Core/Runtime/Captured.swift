import Files
import Processes

/// What a short command prints.
enum Captured {
  /// Runs a program and gives its standard output, or nil when it fails.
  static func output(
    of program: String, _ arguments: [String], _ environment: [String], in directory: String
  ) -> String? {
    guard let pipe = try? Pipe(), let sink = try? Descriptor.open("/dev/null", .write) else {
      return nil
    }
    let plan = Launch.Plan(
      program: program, arguments: arguments, environment: environment, directory: directory,
      output: pipe.writer.number, error: sink.number)
    guard let launch = try? Launch(plan) else { return nil }
    let reader = pipe.intoReader()
    _ = launch.open()
    let bytes = try? reader.readAll()
    guard Children.wait(for: launch.pid)?.exit == 0, let bytes else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
