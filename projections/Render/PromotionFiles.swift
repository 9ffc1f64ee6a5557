import Codecs
import Study

/// What became of a study's baselines: the latest, every move, and why one was refused.
struct PromotionFiles {
  let study: StudyView

  /// The names of these files beside a study's runs.
  static let names = ["ops", "promotions.csv"]

  /// The files, once there was a move.
  var files: [RenderedFile] {
    guard !study.moves.isEmpty else { return [] }
    var files = [
      RenderedFile(path: "\(study.slug)/promotions.csv", text: table),
      RenderedFile(path: "\(study.slug)/ops/rollouts.md", text: rollouts),
      RenderedFile(path: "\(study.slug)/logs/promotion_history.jsonl", text: history),
    ]
    if let latest = study.latest {
      files.append(RenderedFile(path: "\(study.slug)/registry/latest.txt", text: "\(latest)\n"))
    }
    return files
  }

  /// `promotions.csv`: every promotion, rollback and refusal.
  private var table: String {
    var text = CSV.safeRow([
      "timestamp", "baseline", "decision", "from", "to", "grounds", "reason", "actor", "event",
    ])
    for move in study.moves {
      text += CSV.safeRow([
        move.stamp.time, move.baseline, Self.word(move.kind), move.from, move.to,
        CSV.words(move.grounds.joined(separator: "|")), CSV.words(move.reason), move.stamp.author,
        move.stamp.event.description,
      ])
    }
    return text
  }

  private static func word(_ kind: BaselineMove.Kind) -> String {
    switch kind {
    case .promote: "promoted"
    case .rollback: "rolled_back"
    case .refused: "refused"
    }
  }

  /// `ops/rollouts.md`: one row for every promotion and rollback.
  private var rollouts: String {
    var text = "# Rollouts of \(study.slug)\n\n"
    text += "| utc | tick | action | from | to | config_id | variant | windows | cmd_id | issuer "
    text += "| reason | event |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n"
    for move in study.moves where move.kind != .refused {
      let batch = study.batches.last { $0.manifest.batch == move.to }
      let cells = [
        move.stamp.time, move.window.map { "window \($0)" } ?? "", move.kind.rawValue, move.from,
        move.to, batch?.manifest.config ?? "", "",
        move.grounds.joined(separator: ", "), String(move.command.prefix(12)), move.stamp.author,
        move.reason, move.stamp.event.description,
      ]
      text += "| " + cells.map(Self.cell).joined(separator: " | ") + " |\n"
    }
    return text
  }

  private static func cell(_ text: String) -> String {
    Text.line(text).split(separator: "|", omittingEmptySubsequences: false)
      .joined(separator: "\\|")
  }

  /// `logs/promotion_history.jsonl`: the same, one object a line.
  private var history: String {
    var text = ""
    for move in study.moves where move.kind != .refused {
      var metadata: ValueMap = [
        "actor": .text(move.stamp.author), "cmd_id": .text(move.command),
        "evidence": .array(move.grounds.map(Value.text)),
      ]
      if !move.reason.isEmpty { metadata["reason"] = .text(move.reason) }
      let row: ValueMap = [
        "event": .text(move.kind == .promote ? "promoted" : "rollback"),
        "baseline": .text(move.baseline), "at": .text(move.stamp.time),
        "window": move.window.map { .int(Int64($0)) } ?? .null, "metadata": .map(metadata),
        "previous_release": move.from.isEmpty ? .null : .text(move.from),
        "release": .text(move.to), "entry": .text(move.stamp.event.description),
      ]
      text += JSON.string(.map(row)) + "\n"
    }
    return text
  }
}
