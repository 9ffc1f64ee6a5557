import StageKit

enum ReportStep: Step {
  static let name = "report"
  static let summary = "write the report of what the plans found"
  static let options: [Option] = [.value("output", "o", "DIR", "the directory to write to")]
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 { 0 }
}
