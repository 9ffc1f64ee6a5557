import StageKit

enum GoalStep: Step {
  static let name = "goal"
  static let summary = "make a study file of a goal's spec"
  static let options: [Option] = [.value("output", "o", "STUDY", "the study file to write")]
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 { 0 }
}
