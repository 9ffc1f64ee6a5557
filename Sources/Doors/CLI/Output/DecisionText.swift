import Codecs
import Study

/// What a person is asked to decide about blocked work, as `status` and `show` print it.
extension StageBlocked {
  /// `stage[unit]`.
  var work: String { unit.isEmpty ? stage : "\(stage)[\(unit)]" }

  /// The options with what each costs, and which of them is recommended; nothing without options.
  var decisionLines: [String] {
    var lines = options.map { "  \($0.label): \($0.action); \($0.tradeOff)" }
    if let recommendation { lines.append("  recommended is \(recommendation)") }
    return lines
  }

  /// The block as one member of `escalations`.
  func json(run: String) -> Value {
    [
      "run": .text(run), "stage": .text(stage), "unit": .text(unit), "reason": .text(reason),
      "evidence": .text(evidence), "proposal": .text(proposal),
      "command": command.map(Value.text) ?? .null, "options": .array(options.map(\.json)),
      "recommendation": recommendation.map(Value.text) ?? .null,
    ]
  }
}

extension BlockOption {
  /// The option as one JSON object.
  var json: Value {
    [
      "label": .text(label), "action": .text(action), "trade_off": .text(tradeOff),
      "command": command.map(Value.text) ?? .null,
    ]
  }
}

extension RunState {
  /// The run as one member of `non_production`.
  var bypassJSON: Value {
    ["run": .text(id), "bypassed": .array(bypassed.map(Value.text))]
  }
}
