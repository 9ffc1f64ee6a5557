import Files
import StageKit

/// A domain of one step, with a section and a verb.
enum Words: Domain {
  static let (name, summary) = ("words", "counts of words in texts")
  static let steps: [any Step.Type] = [CountWords.self]
  static let verbs = [
    DomainVerb.step(
      CountWords.self, of: name, example: "runledger words count draft.txt -o count.json",
      usage: "count FILE -o FILE"
    ) { StageFilesNamed(inputs: $0.operands, outputs: $0.values("output")) }
  ]

  static func check(_ section: Item, of study: StudyOutline) -> CheckedSection {
    let words = Section(section, owner: "'words'", keys: ["shortest"])
    _ = words?.required("shortest")?.wholeNumber(in: 1...100)
    return CheckedSection()  // it names no files
  }
}

/// Counts the words of a file that are long enough.
enum CountWords: Step {
  static let (name, summary) = ("count", "count the words of a file")
  static let options = [Option.value("output", "o", "FILE", "where the count is written")]
  static let operands = 1...1
  static let reads = ["shortest"]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let path = PathName.join(call.directory, try call.operand(0, "FILE"))
    let text = String(decoding: try StageFiles.read(path), as: UTF8.self)
    let shortest = try call.context()?.section("words").integer("shortest", default: 1) ?? 1
    let count = text.split(whereSeparator: \.isWhitespace).count { $0.count >= shortest }
    try call.events.metric("words", Double(count))
    guard let output = call.arguments.value("output") else { return 0 }
    let json = Array("{\"words\":\(count)}\n".utf8)
    try StageFiles.write(PathName.join(call.directory, output), json)
    return 0
  }
}
