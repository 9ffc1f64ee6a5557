import Codecs
import Documents
import Files
import StageKit

/// What was planned and pinned, as the context says it.
struct ReportDesign {
  /// One of the tasks.
  struct Task: Equatable {
    let id: String
    /// From its specification: what it is called, what kind it is, and how hard.
    let name: String
    let category: String
    let complexity: String
    let seed: Int64
    let timeoutSeconds: Double
    let files: [TrialContext.FileReference]
  }

  let study: String
  /// The scope that was analysed; empty where the study has one only.
  let level: String
  /// The reference, and what is compared with it.
  let first: TrialContext.Variant
  let second: TrialContext.Variant
  /// The tasks that the level has runs of.
  let tasks: [Task]
  let comparison: Comparison
  let seed: Int64
  let permissions: ValueMap
  let evaluators: [TrialContext.Evaluator]
  let agent: TrialContext.ExternalAgent?
  let studyFile: TrialContext.FileReference?
  let pins: ValueMap
  /// The runs of single variants, in the order of the schedule.
  let runs: [TrialContext.Run]

  init(_ context: TrialContext, _ comparison: Comparison) throws(StageError) {
    let paired = try require(
      context.paired, "the context has no 'paired': only a paired study has a report")
    self.comparison = comparison
    study = context.study
    level = context.level
    first = paired.variants.first { $0.id == comparison.reference } ?? paired.variants[0]
    second = paired.variants.first { $0.id == comparison.treatment } ?? paired.variants[1]
    var tasks: [Task] = []
    for task in paired.tasks where comparison.scheduled.contains(task.id) {
      tasks.append(try Task(task))
    }
    self.tasks = tasks
    seed = context.seed
    permissions = paired.permissions
    evaluators = paired.evaluators
    agent = paired.agent
    studyFile = context.studyFile
    pins = context.pins
    runs = context.runs.filter { $0.scope == "run" }
  }

  /// The variants' names, in the order of every table.
  var variants: [String] { [first.id, second.id] }

  /// How many pairs the schedule has of a task.
  func pairsPlanned(_ task: String) -> Int {
    Set(runs.filter { $0.task == task }.map(\.pair)).count
  }

  /// How many pairs the schedule has for each task, in words.
  var pairsWords: String {
    let counts = tasks.map { pairsPlanned($0.id) }
    guard let least = counts.min(), let most = counts.max() else { return "no pairs" }
    return least == most ? Numeral.count(least, "pair") : "\(least) to \(most) pairs"
  }
}

extension ReportDesign.Task {
  /// Takes a task with what its specification says of itself; without one it has its name only.
  ///
  /// A specification that is not the registered one is refused.
  init(_ task: TrialContext.Task) throws(StageError) {
    id = task.id
    seed = task.seed
    timeoutSeconds = task.timeoutSeconds
    files = task.files
    let pin = task.files.first { PathName.lastComponent($0.path) == "spec.json" }
    guard let pin else {
      (name, category, complexity) = ("", "", "")
      return
    }
    let path = PathName.join(task.path, "spec.json")
    try require(
      StageFiles.digest(path) == pin.digest,
      "'\(pin.path)' is not the file that was registered; restore it or amend the study")
    let fields = try StageFiles.readFields(path)
    name = try fields.text("name")
    category = try fields.text("category")
    complexity = try fields.text("complexity")
  }
}
