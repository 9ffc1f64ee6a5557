import Codecs
import Study

/// What an event says, in a few words, for people.
///
/// Reads the recorded fields by name rather than through their types, so that an event which this
/// build does not know is still shown.
enum EventText {
  /// A few words; empty when type and stream say it all.
  static func summary(_ type: String, _ data: ValueMap) -> String {
    Printable.text(words(type, Fields(data)))
  }

  /// Fields of an event, as texts.
  private struct Fields {
    let data: ValueMap
    init(_ data: ValueMap) { self.data = data }

    subscript(_ name: String) -> String { data[name]?.plainText ?? "" }

    /// `stage[unit]`, `stage[unit]#2`.
    var work: String {
      let unit = self["unit"].isEmpty ? "" : "[\(self["unit"])]"
      let attempt = data["attempt"].map { "#\($0.plainText)" } ?? ""
      return self["stage"] + unit + attempt
    }

    /// The name, when it is there, before a text.
    func after(_ mark: String, _ name: String) -> String {
      self[name].isEmpty ? "" : "\(mark)\(self[name])"
    }
  }

  private static func words(_ type: String, _ event: Fields) -> String {
    switch type {
    case "ledger.opened": event["origin"]
    case "rules.adopted": "revision \(event["revision"])"
    case "command.refused": event["code"]
    case "key.enrolled": "\(event["label"]) as \(event["role"])"
    case "role.granted", "role.revoked": event["role"] + event.after(": ", "reason")
    case "study.registered": event.data["plan"]?.asMap?["objective"]?.asText ?? ""
    case "study.revised", "study.amended":
      "revision \(event["revision"])" + event.after(": ", "reason")
    case "schedule.drawn": "round \(event["round"])" + event.after(": ", "reason")
    case "study.closed": "\(event["closing"])" + event.after(": ", "rationale")
    case "level.reached": "\(event["from"]) -> \(event["level"])"
    case "run.planned": "seed \(event["seed"])" + event.after(" instead of ", "of")
    case "run.finished": event["verdict"]
    case "run.evaluated": "\(event["metric"]) = \(event["value"])"
    case "run.corrected": "by \(event["by"])" + event.after(": ", "reason")
    case "stage.requested": "\(event.work) \(event["why"])"
    case "stage.started": "\(event.work) pid \(event["pid"])"
    case "stage.observed": "\(event.work) \(lines(event))"
    case "stage.finished": ending(event)
    case "stage.retried": "\(event.work) after \(event["cause"])"
    case "stage.blocked": "\(event.work) \(event["reason"]): \(event["evidence"])"
    case "stage.told", "stage.answered": "\(event.work): \(event["text"])"
    case "stage.skipped": "\(event.work): \(event["why"])"
    case "gate.evaluated": gate(event)
    case "warning.accepted": "\(event.work) \(event["gate"]): \(event["reason"])"
    case "decision.made": "\(event["choice"]): \(event["rationale"])"
    case "override.granted":
      "\(event["flag"])=\(event["value"]) for \(event["scope"]): \(event["reason"])"
    case "override.revoked": "\(event["flag"]) for \(event["scope"]): \(event["reason"])"
    case "approval.signed": "\(event["subject"]): \(event["meaning"])"
    case "run.imported": "from \(event["source"])"
    case "violation.recorded": "\(event["severity"]): \(event["text"])"
    case "budget.exceeded": "\(event["what"]): \(event["spent"]) of \(event["limit"])"
    default: promotion(type, event.data) ?? operation(type, event.data) ?? rest(event)
    }
  }

  private static func ending(_ event: Fields) -> String {
    var words = "\(event.work) \(event["outcome"])"
    words += event.after(", exit ", "exit") + event.after(", signal ", "signal")
    if let elapsed = event.data["elapsed_ns"]?.asInt { words += ", \(Amounts.duration(elapsed))" }
    return words + event.after(": ", "error")
  }

  private static func gate(_ event: Fields) -> String {
    let subject = event.work.isEmpty ? event["subject"] : event.work
    var words = "\(subject) \(event["gate"]) \(event["verdict"])"
    for check in event.data["checks"]?.asArray ?? [] {
      guard let fields = check.asMap.map(Fields.init), fields["verdict"] != "PASS" else { continue }
      let wanted = "wanted \(fields["operator"]) \(fields["threshold"])"
      words +=
        fields["observed"].isEmpty
        ? "; \(fields["name"]) fails, \(wanted): \(fields["problem"])"
        : "; \(fields["name"]) is \(fields["observed"]), \(wanted)"
    }
    return words
  }

  private static func lines(_ event: Fields) -> String {
    let lines = event.data["lines"]?.asArray ?? []
    guard let last = lines.last?.asMap?.first else { return "nothing" }
    let shown = "\(last.key) \(report(last.value))"
    return lines.count == 1 ? shown : "\(lines.count) lines, last \(shown)"
  }

  /// What a stage reported, as `name = value` or its text where it has these.
  private static func report(_ value: Value) -> String {
    guard let fields = value.asMap.map(Fields.init) else { return value.plainText }
    if !fields["name"].isEmpty { return "\(fields["name"]) = \(fields["value"])" }
    return fields["text"].isEmpty ? value.plainText : fields["text"]
  }

  /// The first of the fields that carry a sentence.
  private static func rest(_ event: Fields) -> String {
    for name in ["reason", "text", "resolution", "why", "label"] where !event[name].isEmpty {
      return event[name]
    }
    return event.data["stage"] == nil ? "" : event.work
  }
}
