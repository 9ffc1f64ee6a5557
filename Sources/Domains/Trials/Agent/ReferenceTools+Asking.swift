/// Something that the task leaves open.
struct OpenPoint: Sendable, Equatable {
  let question: String
  /// The answers there could be.
  let options: [String]
  /// The reading that allows least, as it is written down.
  let assumption: String
}

extension ReferenceTools {
  /// Settles what the task leaves open, by asking or by assuming.
  func settle(_ points: [OpenPoint], remarks: [String]) throws(EarlyEnd) {
    let points = points + remarks.map(Self.point)
    switch policy.ambiguity {
    case .askFirst:
      for point in points { try ask(point.question, options: point.options) }
    case .assumeMostConstrained:
      for point in points { assume(point.assumption) }
      // One remark can be read narrowly. Several may contradict one another: nothing decides.
      if remarks.count > 1 {
        try ask("Request for clarification: which of the remarks comes first?", options: remarks)
      }
    }
    if points.count > policy.openPointsMax {
      throw .incomplete(
        policy.flow == .phases
          ? "too much is open to go on without an answer" : "INCOMPLETE_SPECIFICATION")
    }
  }

  /// Asks, and waits as long as one waits for somebody who does not come.
  func ask(_ question: String, options: [String] = []) throws(EarlyEnd) {
    var text = question
    if !options.isEmpty { text += " Possible answers: " + options.joined(separator: "; ") + "." }
    log.note(.clarification, text)
    questions.append(question)
    try spend(Pace.question)
    say(
      .note, person: "Nobody has answered, so I go on with what seems best to me.",
      system: "no answer within the bounded wait")
  }

  func assume(_ text: String) {
    log.note(.assumption, "assumption: \(text)")
    assumptions.append(text)
  }

  private static func point(of remark: String) -> OpenPoint {
    OpenPoint(
      question: "I need clarification: the remark '\(remark)' is unclear to me.",
      options: ["ignore it", "tell me what it means here"],
      assumption: "the remark '\(remark)' asks for nothing beyond the task")
  }
}
