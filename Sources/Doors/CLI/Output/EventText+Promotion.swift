import Codecs
import Study

extension EventText {
  /// What an event about a baseline or a candidate says; nil when it is about neither.
  static func promotion(_ type: String, _ data: ValueMap) -> String? {
    func text(_ name: String) -> String { data[name]?.plainText ?? "" }
    func list(_ name: String) -> String {
      (data[name]?.asArray ?? []).map(\.plainText).joined(separator: "; ")
    }
    let because = data["reason"].map { ": \($0.plainText)" } ?? ""
    switch type {
    case "window.closed":
      let what = "window \(text("window")) of \(text("subject"))"
      let failed = list("failed")
      return failed.isEmpty
        ? "\(what) passed, \(text("streak")) in a row" : "\(what) failed: \(failed)"
    case "canary.breached": return "window \(text("window")): \(list("checks"))"
    case "baseline.promoted":
      let from = data["from"].map { "\($0.plainText) -> " } ?? ""
      return "\(from)\(text("to"))\(because)"
    case "baseline.rolled_back": return "\(text("from")) -> \(text("to"))\(because)"
    case "promotion.refused": return "\(text("to")): \(list("reasons"))"
    case "candidate.registered":
      let source = text("source")
      return "\(text("digest").prefix(12)) \(source == "by hand" ? source : "from \(source)")"
    case "candidate.rejected": return list("reasons")
    case "report.published": return "\(text("digest").prefix(12)) at \(text("size"))"
    default: return nil
    }
  }
}
