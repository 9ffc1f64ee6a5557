import Codecs

/// What an observer sees of a payload: lines of a screen, as wide and as many as there is room for.
struct ObserverScreen {
  enum Page: Int, CaseIterable {
    case town, people, queues, release

    var title: String {
      switch self {
      case .town: "1 town"
      case .people: "2 people"
      case .queues: "3 queues"
      case .release: "4 release"
      }
    }
  }

  var page = Page.town
  var isPaused = false
  var scroll = 0

  /// The lines of a frame; scrolling ends with the last of them.
  mutating func frame(_ payload: Value, width: Int, height: Int) -> [String] {
    let map = payload.asMap ?? ValueMap()
    var lines = [head(map), tabs(), String(repeating: "─", count: width)]
    let body =
      switch page {
      case .town: town(map, width)
      case .people: people(map)
      case .queues: queues(map)
      case .release: release(map)
      }
    let room = max(0, height - lines.count - 1)
    let first = min(scroll, max(0, body.count - room))
    scroll = first
    lines += body.dropFirst(first).prefix(room)
    while lines.count < height - 1 { lines.append("") }
    let rest = body.count - first - room
    lines.append(
      (rest > 0 ? "\(rest) more below · " : "") + "1-4 page · ↑↓ scroll · p pause · q quit"
        + (isPaused ? " · PAUSED" : ""))
    return lines.prefix(height).map { Self.fit(Self.plain($0), width) }
  }

  /// A text without what would steer the terminal: stories are anybody's words.
  private static func plain(_ text: String) -> String {
    let isClean = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    if isClean { return text }
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
  }

  /// A text in exactly so many columns.
  static func fit(_ text: String, _ width: Int) -> String {
    let count = text.count
    if count <= width { return text + String(repeating: " ", count: width - count) }
    return width <= 1 ? String(text.prefix(width)) : text.prefix(width - 1) + "…"
  }

  private func head(_ map: ValueMap) -> String {
    let alerts = Self.texts(map["stability"], "alerts")
    let state = alerts.isEmpty ? "no alerts" : "ALERT " + alerts.joined(separator: ", ")
    let version = map["schema_version"]?.asText ?? "?"
    return "town \(map["config_id"]?.asText ?? "?") · tick \(Self.text(map["tick"])) · \(state)"
      + " · schema \(version)"
  }

  private func tabs() -> String {
    Page.allCases.map { $0 == page ? "[\($0.title)]" : " \($0.title) " }.joined(separator: " ")
  }

  private func town(_ map: ValueMap, _ width: Int) -> [String] {
    let employment = map["employment"]?.asMap ?? ValueMap()
    var lines = [
      "EMPLOYMENT  pending \(Self.text(employment["pending_count"])) of "
        + "\(Self.text(employment["queue_limit"])) · exits today "
        + "\(Self.text(employment["exits_today"])) of \(Self.text(employment["daily_exit_cap"]))",
      "            waiting: " + Self.list(employment["pending"]), "",
      "CHARTER",
    ]
    for (name, row) in map["charter"]?.asMap ?? ValueMap() {
      let fields = row.asMap ?? ValueMap()
      let met = fields["met"]?.asBool == true ? "met" : "MISSED"
      lines.append(
        "  \(Self.pad(name, 22)) \(Self.pad(Self.text(fields["value"]), 8)) target "
          + "\(Self.text(fields["target"])) \(met)")
    }
    lines += ["", "NEEDS       hunger          hygiene         energy"]
    for (name, needs) in map["needs"]?.asMap ?? ValueMap() {
      let fields = needs.asMap ?? ValueMap()
      let bars = ["hunger", "hygiene", "energy"].map { Self.bar(fields[$0]?.asDouble ?? 0) }
      lines.append("  \(Self.pad(name, 9)) " + bars.joined(separator: " "))
    }
    lines += ["", "STORIES"]
    for line in (map["narrations"]?.asArray ?? []).reversed() {
      let fields = line.asMap ?? ValueMap()
      lines.append("  \(Self.text(fields["tick"])) \(fields["message"]?.asText ?? "")")
    }
    return lines
  }

  private func people(_ map: ValueMap) -> [String] {
    var lines = ["  name      job        shift        wallet  late  absent  attended  goal"]
    for (name, job) in map["jobs"]?.asMap ?? ValueMap() {
      let fields = job.asMap ?? ValueMap()
      let goal = map["needs"]?.asMap?[name]?.asMap?["goal"]?.asText ?? "-"
      lines.append(
        "  \(Self.pad(name, 9)) \(Self.pad(fields["job_id"]?.asText ?? "-", 10)) "
          + "\(Self.pad(fields["shift_state"]?.asText ?? "-", 12)) "
          + "\(Self.pad(Self.text(fields["wallet"]), 7)) "
          + "\(Self.pad(Self.text(fields["late_ticks_today"]), 5)) "
          + "\(Self.pad(Self.text(fields["absent_shifts_7d"]), 7)) "
          + "\(Self.pad(Self.text(fields["attendance_ratio"]), 9)) \(goal)")
    }
    return lines
  }

  private func queues(_ map: ValueMap) -> [String] {
    let counts = map["conflict"]?.asMap?["queues"]?.asMap ?? ValueMap()
    let metrics = map["stability"]?.asMap?["metrics"]?.asMap ?? ValueMap()
    var lines = [
      "CONFLICT  quarrels \(Self.text(metrics["queue_conflict_events"])) · intensity "
        + "\(Self.text(metrics["queue_conflict_intensity_sum"])) · ghost steps "
        + "\(Self.text(counts["ghost_step_events"])) · refused by cooldown "
        + Self.text(counts["cooldown_events"]), "", "ECONOMY",
    ]
    for (id, object) in map["economy"]?.asMap ?? ValueMap() {
      let stock = object.asMap?["stock"]?.asMap ?? ValueMap()
      let words = stock.map { "\($0.key) \(Self.text($0.value))" }
      lines.append("  \(Self.pad(id, 12)) \(words.joined(separator: " · "))")
    }
    let rivals = map["conflict"]?.asMap?["rivalry"]?.asMap ?? ValueMap()
    lines += ["", "RIVALRY" + (rivals.isEmpty ? "  none" : "")]
    for (name, edges) in rivals {
      let words = (edges.asMap ?? ValueMap()).map { "\($0.key) \(Self.text($0.value))" }
      lines.append("  \(Self.pad(name, 9)) \(words.joined(separator: " · "))")
    }
    let active = map["perturbations"]?.asMap?["active"]?.asArray ?? []
    lines += ["", "DISTURBANCES  \(active.isEmpty ? "none" : "\(active.count)")"]
    return lines
  }

  private func release(_ map: ValueMap) -> [String] {
    let promotion = map["promotion"]?.asMap ?? ValueMap()
    let release = promotion["current_release"]?.asMap ?? ValueMap()
    let transport = map["transport"]?.asMap ?? ValueMap()
    return [
      "PROMOTION  \(promotion["state"]?.asText ?? "?")",
      "  windows passed in a row  \(Self.text(promotion["pass_streak"])) of "
        + Self.text(promotion["required_passes"]),
      "  last window              \(promotion["last_result"]?.asText ?? "?")",
      "  in use                   \(release["checkpoint"]?.asText ?? "?")"
        + " \(String((release["policy_hash"]?.asText ?? "").prefix(12)))",
      "  watched windows left     \(Self.text(promotion["canary_windows_left"]))",
      "  lateness at promotion    \(Self.baseline(promotion["lateness_baseline"]))", "",
      "TELEMETRY  backlog \(Self.text(transport["queue_length"])) · dropped "
        + "\(Self.text(transport["dropped_messages"])) · sent \(Self.text(transport["sent"]))"
        + (transport["aggregating"]?.asBool == true ? " · AGGREGATING" : ""),
    ]
  }

  private static func bar(_ value: Double) -> String {
    let full = Int((min(max(value, 0), 1) * 10).rounded())
    return String(repeating: "█", count: full) + String(repeating: "·", count: 10 - full) + " "
      + pad("\(Int((value * 100).rounded()))%", 4)
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text.count >= width
      ? String(text.prefix(width)) : text + String(repeating: " ", count: width - text.count)
  }

  /// The lateness that windows are held against; none before the first promotion.
  private static func baseline(_ value: Value?) -> String {
    (value?.asInt ?? -1) < 0 ? "none" : text(value)
  }

  /// A number with two decimals at most.
  private static func text(_ value: Value?) -> String {
    guard let value else { return "-" }
    if let number = value.asInt { return "\(number)" }
    if case .double(let number) = value {
      guard number.isFinite, abs(number) < 1e15 else { return "-" }
      let cents = Int((number * 100).rounded())
      let rest = abs(cents) % 100
      return "\(cents < 0 ? "-" : "")\(abs(cents) / 100)"
        + (rest == 0 ? "" : ".\(rest < 10 ? "0" : "")\(rest)")
    }
    return value.asText ?? "-"
  }

  private static func texts(_ value: Value?, _ name: String) -> [String] {
    (value?.asMap?[name]?.asArray ?? []).compactMap(\.asText)
  }

  private static func list(_ value: Value?) -> String {
    let names = (value?.asArray ?? []).compactMap(\.asText)
    return names.isEmpty ? "nobody" : names.joined(separator: ", ")
  }
}
