import Bytes
import Codecs
import Documents
import Study

/// What a study was executed on: its files, and the circumstances its runs recorded.
struct ReportPins {
  let study: StudyView

  func write(to text: inout Document) {
    text.section("Pins")
    var files: [[String]] = []
    if let plan = study.plans.last {
      files.append(["study file", plan.file.path, plan.file.digest.hex])
      files += plan.plan.code.map { ["code", $0.path, $0.digest.hex] }
      for input in plan.plan.inputs {
        files += input.files.map { ["input \(input.name)", $0.path, $0.digest.hex] }
      }
    }
    text.cells(
      "files", "Files as they were registered.", ["what", "path", "SHA-256"],
      files.map { [.init($0[0]), .init(Text.line($0[1])), .code($0[2])] }, none: "No files.")
    let circumstances = circumstances
    guard !circumstances.isEmpty else { return }
    text.lines(
      "circumstances", "Circumstances, with the number of runs that recorded them.",
      ["pin", "value", "#runs"], circumstances)
  }

  /// Every pin with each of its values, in the order in which the runs recorded them.
  private var circumstances: [[String]] {
    var names: [String] = []
    var values: [String: [(text: String, count: Int)]] = [:]
    for run in study.runs {
      for (name, value) in run.pins ?? ValueMap() {
        let text = value.asMap == nil ? value.plainText : JSON.string(value)
        if values[name] == nil { names.append(name) }
        var known = values[name] ?? []
        if let place = known.firstIndex(where: { $0.text == text }) {
          known[place].count += 1
        } else {
          known.append((text, 1))
        }
        values[name] = known
      }
    }
    return names.flatMap { name in
      (values[name] ?? []).map { [name, $0.text, "\($0.count)"] }
    }
  }
}
