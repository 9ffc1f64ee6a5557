import Study

/// A gate whose warning waits for somebody to accept it.
struct OpenWarning: Equatable {
  var study: String
  /// The judged unit.
  var unit: UnitAddress
  var gate: String

  /// `run/stage[unit]/gate`.
  var path: String {
    let stage = unit.unit.isEmpty ? unit.stage : "\(unit.stage)[\(unit.unit)]"
    return "\(unit.run)/\(stage)/\(gate)"
  }

  /// Whether words, taken in order, each name one of study, run, stage, unit and gate.
  func answers(to word: String) -> Bool {
    var names = [study, unit.run, unit.stage, gate]
    let (path, rest) = Self.withoutUnit(word)
    if let wanted = rest, wanted != unit.unit { return false }
    if path.isEmpty { return rest != nil }
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      guard let place = names.firstIndex(of: String(part)) else { return false }
      names.removeFirst(place + 1)
    }
    return true
  }

  private static func withoutUnit(_ word: String) -> (String, String?) {
    guard let open = word.firstIndex(of: "["), let close = word.lastIndex(of: "]"), open < close
    else { return (word, nil) }
    let unit = String(word[word.index(after: open)..<close])
    return (String(word[..<open] + word[word.index(after: close)...]), unit)
  }
}

extension Subjects {
  /// Every warning that nobody accepted, in the order of the runs.
  func openWarnings(of study: String) -> [OpenWarning] {
    guard let state = states.study(study) else { return [] }
    var runs = state.warned
    for id in state.active where !runs.contains(id) { runs.append(id) }
    return runs.flatMap { id -> [OpenWarning] in
      (states.run(study, id)?.units ?? UnitTable()).flatMap { unit in
        unit.openWarnings.map { gate in
          OpenWarning(
            study: study, unit: UnitAddress(run: id, stage: unit.stage, unit: unit.unit),
            gate: gate)
        }
      }
    }
  }
}
