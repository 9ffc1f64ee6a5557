import Codecs
import Study

extension EventText {
  /// A few words on an event about a batch, a pair, an exclusion or an override; nil for any other.
  static func operation(_ type: String, _ data: ValueMap) -> String? {
    func text(_ name: String) -> String { data[name]?.plainText ?? "" }
    func list(_ name: String, _ mark: String = "; ") -> String {
      (data[name]?.asArray ?? []).map(\.plainText).joined(separator: mark)
    }
    func because(_ words: String) -> String { words.isEmpty ? "" : ": \(words)" }
    switch type {
    case "batch.declared": return manifest(data["manifest"]?.asMap ?? ValueMap())
    case "batch.closed":
      let missing = list("missing", ", ")
      return text("verdict") + (missing.isEmpty ? "" : ", without \(missing)")
    case "pair.verified": return list("runs", " and ")
    case "pair.rejected": return list("runs", " and ") + because(list("differences"))
    case "run.excluded":
      let rule = data["post_hoc"]?.asBool == true ? " (post hoc)" : ""
      return "by rule '\(text("rule"))'\(rule)" + because(text("reason"))
    case "override.granted":
      return "\(text("flag")) = \(text("value")) for \(text("scope"))" + because(text("reason"))
    case "override.revoked": return "\(text("flag")) for \(text("scope"))" + because(text("reason"))
    case "approval.signed": return "\(text("subject"))" + because(text("meaning"))
    default: return nil
    }
  }

  private static func manifest(_ manifest: ValueMap) -> String {
    let axes = (manifest["axes"]?.asArray ?? []).compactMap { $0.asMap?["name"]?.asText }
    let seeds = manifest["seeds"]?.asArray?.count ?? 0
    return (axes.isEmpty ? "" : "over \(axes.joined(separator: ", ")), ")
      + Amounts.count(seeds, "seed")
  }
}
