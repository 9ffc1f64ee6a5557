/// What is said to a running stage, and what it answers.
extension Decider {
  static func tellStage(_ told: StageTold, _ states: States) throws(Rejection) -> [Event] { [] }

  static func answerStage(
    _ answered: StageAnswered, _ states: States
  ) throws(Rejection) -> [Event] { [] }
}
