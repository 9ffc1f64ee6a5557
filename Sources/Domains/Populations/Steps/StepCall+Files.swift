import Files
import StageKit

extension StepCall {
  /// A path as it was written, seen from the step's directory.
  func path(_ written: String) -> String { PathName.join(directory, written) }

  /// The value of an option that has to be given.
  func required(_ option: String, _ hint: String? = nil) throws(StageError) -> String {
    guard let value = arguments.value(option), !value.isEmpty else {
      throw .usage("'--\(option)' is missing", hint: hint)
    }
    return value
  }

  /// The seed: as given, else that of the run, else 1.
  func seed() throws(StageError) -> Int64 {
    if let seed = try arguments.int("seed", in: .min ... .max) { return seed }
    return environment["RUNLEDGER_SEED"].flatMap { Int64($0) } ?? 1
  }

  /// Writes an output and says so.
  func write(_ written: String, _ bytes: [UInt8]) throws(StageError) {
    try StageFiles.write(path(written), bytes)
  }

  /// Reports a number, and a line for whoever looks.
  func report(_ name: String, _ value: Double) throws(StageError) {
    try events.metric(name, value)
  }

  /// Text from an operand or option, a file, or standard input (`-`).
  ///
  /// A shell replaces what follows a `$` in double quotes: such texts are safe in a file.
  func text(_ given: String?, file: String?) throws(StageError) -> String? {
    if let file {
      let bytes: [UInt8]
      do throws(FileError) {
        bytes =
          file == "-"
          ? try Descriptor.open("/dev/stdin", [.read]).readAll(limit: 1 << 20)
          : try FileSystem.readFile(path(file), limit: 1 << 20)
      } catch {
        throw StageError(error)
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let lines = text.split(whereSeparator: \.isNewline).map { line in
        line.drop(while: \.isWhitespace)
      }
      return lines.joined(separator: " ")
    }
    if given == "-" { return try text(nil, file: "-") }
    return given
  }

  /// Prints a line.
  func say(_ line: String) { print(line) }
}

extension String {
  /// The text without white space at both ends.
  var trimmed: String {
    var rest = self[...].drop(while: \.isWhitespace)
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
