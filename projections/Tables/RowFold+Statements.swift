import Bytes
import Codecs
import SQLite
import Study

extension RowFold {
  /// What somebody said: notes, decisions, approvals and grants.
  func takeStatement(
    _ fact: EventData, _ study: String, run: String?, _ place: Place
  ) throws(SQLiteError) {
    switch fact {
    case .decisionMade(let decision):
      try writer.put(
        .decisions,
        place.origin + [
          .text(study), .text("\(place.event.stream)"), .text(decision.choice.rawValue),
          .text(decision.rationale), .text(place.author), .int(place.at),
        ])
    case .noteAdded(let added): try note("note", added.text, study, place)
    case .approvalSigned(let signed):
      try note("approval", "\(signed.subject): \(signed.meaning)", study, place)
    case .overrideGranted(let granted):
      try note(
        "override", "\(granted.flag)=\(granted.value.plainText): \(granted.reason)", study, place)
    case .overrideRevoked(let revoked):
      try note("override", "\(revoked.flag) revoked: \(revoked.reason)", study, place)
    case .reproductionCompared(let compared):
      try note("reproduced", compared.outcome.rawValue, study, place)
    case .budgetExceeded(let exceeded):
      try note("budget", "\(exceeded.what): \(exceeded.spent) of \(exceeded.limit)", study, place)
    case .blobPurged(let purged): try blank(purged, place)
    default: break
    }
  }

  /// Takes away the rows that were made of erased data, and says of kept files that they are gone.
  ///
  /// A fold that finds the data erased makes no such rows.
  private func blank(_ purged: BlobPurged, _ place: Place) throws(SQLiteError) {
    for position in purged.of {
      for table in [Tables.points, Tables.notes] {
        try writer.run(
          "DELETE FROM \(table.name) WHERE entry = ? AND ordinal = ?",
          [.int(Int64(position.entry)), .int(Int64(position.ordinal))])
      }
    }
    try writer.run(
      "UPDATE artifacts SET kept = 0, purged = ? WHERE digest = ? AND kept = 1",
      [.int(Int64(place.event.position.entry)), .text(purged.digest.hex)])
  }

  /// Writes down words about a subject.
  func note(
    _ kind: String, _ text: String, _ study: String, _ place: Place
  ) throws(SQLiteError) {
    try writer.put(
      .notes,
      place.origin + [
        .text(study), .text("\(place.event.stream)"), .text(kind), .text(text),
        .text(place.author), .int(place.at),
      ])
  }

  /// What became of a violation.
  func takeViolation(
    _ fact: EventData, _ study: String, _ id: String, _ place: Place
  ) throws(SQLiteError) {
    switch fact {
    case .violationRecorded(let recorded):
      try writer.put(
        .violations,
        [
          .text(study), .text(id), .text(recorded.severity.rawValue), Cell(recorded.run),
          .text(recorded.text), .text(recorded.action), .null, .int(place.at),
        ] + place.origin)
    case .violationResolved(let resolved):
      try writer.run(
        "UPDATE violations SET resolution = ? WHERE study = ? AND violation = ?",
        [.text(resolved.resolution), .text(study), .text(id)])
    default: try takeStatement(fact, study, run: nil, place)
    }
  }

  /// What became of a candidate.
  func takeCandidate(
    _ fact: EventData, _ study: String, _ id: String, _ place: Place
  ) throws(SQLiteError) {
    switch fact {
    case .candidateRegistered(let registered):
      try writer.put(
        .candidates,
        [
          .text(study), .text(id), "registered", .text(registered.digest.hex),
          .text(registered.source), .null,
        ] + place.origin)
    case .candidateRejected(let rejected):
      try writer.run(
        "UPDATE candidates SET state = 'rejected', reasons = ? WHERE study = ? AND candidate = ?",
        [Cell(list: rejected.reasons), .text(study), .text(id)])
    default: try takeStatement(fact, study, run: nil, place)
    }
  }

  /// What became of a baseline.
  func takeBaseline(
    _ fact: EventData, _ study: String, _ name: String, _ place: Place
  ) throws(SQLiteError) {
    switch fact {
    case .windowClosed(let window):
      try writer.put(
        .windows,
        place.origin + [
          .text(study), .text(name), .int(Int64(window.window)), Cell(window.subject),
          Cell(window.seen.map(Int64.init)), Cell(window.expected.map(Int64.init)),
          Cell(list: window.failed), Cell(window.streak.map(Int64.init)),
        ])
    case .baselinePromoted(let moved):
      try move("promote", moved.from, moved.to, moved.evidence, moved.reason, study, name, place)
    case .baselineRolledBack(let moved):
      try move("rollback", moved.from, moved.to, [], moved.reason, study, name, place)
    case .promotionRefused(let refused):
      try promotion("refused", nil, refused.to, refused.reasons, nil, study, name, place)
    case .canaryBreached(let breached):
      try promotion("breached", nil, nil, breached.checks, nil, study, name, place)
    default: try takeStatement(fact, study, run: nil, place)
    }
  }

  private func move(
    _ decision: String, _ from: String?, _ to: String, _ grounds: [String], _ reason: String?,
    _ study: String, _ name: String, _ place: Place
  ) throws(SQLiteError) {
    try promotion(decision, from, to, grounds, reason, study, name, place)
    try writer.put(
      .baselines,
      [.text(study), .text(name), .text(to), .int(place.at)] + place.origin)
  }

  private func promotion(
    _ decision: String, _ from: String?, _ to: String?, _ grounds: [String], _ reason: String?,
    _ study: String, _ name: String, _ place: Place
  ) throws(SQLiteError) {
    try writer.put(
      .promotions,
      place.origin + [
        .text(study), .text(name), .text(decision), Cell(from), Cell(to), Cell(list: grounds),
        Cell(reason), .text(place.author), .int(place.at),
      ])
  }
}
