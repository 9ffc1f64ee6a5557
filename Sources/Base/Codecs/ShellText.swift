/// Argument vectors as a shell would take them.
public enum ShellText {
  /// The arguments on one line, each quoted where a shell would read it otherwise.
  public static func line(_ arguments: [String]) -> String {
    arguments.map(quoted).joined(separator: " ")
  }

  private static func quoted(_ argument: String) -> String {
    let isPlain = argument.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: plainMarks.contains(byte)
      }
    }
    if isPlain, !argument.isEmpty { return argument }
    var text = "'"
    for character in argument { text += character == "'" ? "'\\''" : String(character) }
    return text + "'"
  }

  private static let plainMarks = Array("-_./=:,@%+".utf8)
}
