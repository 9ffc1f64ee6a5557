import Codecs
import Files
public import Study

/// What is said to a running attempt and what it answers: two files of JSON lines.
///
/// Whoever tells appends `{"n":1842,"text":"slower"}` to the one, whose path the stage has in
/// `$RUNLEDGER_CONTROL`; the stage appends `{"n":1842,"answer":"done"}` to the one of the same name
/// and `.answers`. A number is the index of the entry in which the telling is recorded: nobody has
/// to agree on it, and saying the same again after a crash says it once.
public struct ControlFile {
  /// The most bytes of answers that are looked through.
  private static let answersMax = 1 << 22

  /// Where lines for the stage go.
  public let path: String
  /// Where its answers stand.
  public var answers: String { "\(path).answers" }

  /// The files of an attempt that was started; nil when the plan has no such stage.
  public init?(_ id: AttemptID, in workspace: Workspace) throws {
    guard let stage = try workspace.handler.states().plan(id.study)?.stage(id.stage) else {
      return nil
    }
    path = AttemptPaths(id, stage: stage, root: workspace.root).control
  }

  /// Whether the attempt was given a file to listen to, on this machine.
  public var exists: Bool { FileSystem.exists(path) }

  /// Says something; a second time under the same number it is left as it is.
  public func say(_ text: String, as number: UInt64) throws {
    guard !(try lines(of: path).contains { $0["n"]?.asInt == Int64(number) }) else { return }
    let line: Value = ["n": .int(Int64(number)), "text": .text(text)]
    // One write, so that a line is never mixed with somebody else's.
    try Descriptor.openRegular(path, [.write, .append], followLinks: false)
      .write(Array(JSON.string(line).utf8) + [10])
  }

  /// What was answered to a number so far.
  ///
  /// A text is taken as it is; anything else as its JSON.
  public func answer(to number: UInt64) throws -> String? {
    guard FileSystem.exists(answers) else { return nil }
    let found = try lines(of: answers).first {
      $0["n"]?.asInt == Int64(number) && $0["answer"] != nil
    }
    guard let answer = found?["answer"] else { return nil }
    let text = answer.asText ?? JSON.string(answer)
    // A character takes at most four bytes, as far as the limit is concerned.
    return text.utf8.count <= Decider.tellingMax
      ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(Decider.tellingMax / 4)))
  }

  /// The objects on the complete lines of a file; other lines are passed over.
  private func lines(of path: String) throws -> [ValueMap] {
    // The stage may have put something else there, which shall hold nobody up.
    let bytes = try FileSystem.readRegularFile(path, followLinks: false, limit: Self.answersMax)
    guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    return bytes[..<end].split(separator: UInt8(ascii: "\n")).compactMap { line in
      (try? JSON.decode(Array(line), depthLimit: 8))?.asMap
    }
  }
}
