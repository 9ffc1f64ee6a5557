import Codecs
import Documents
import Files
import StageKit

/// What was planned and pinned, as the context says it.
@dynamicMemberLookup
struct ReportDesign {
  /// One of the tasks, with what its specification says of itself.
  @dynamicMemberLookup
  struct Task {
    let task: TrialContext.Task
    /// What it is called, what kind it is, and how hard; empty without a specification.
    var name = ""
    var category = ""
    var complexity = ""

    /// A specification that is not the registered one is refused.
    init(_ task: TrialContext.Task) throws(StageError) {
      self.task = task
      guard task.files.contains(where: { PathName.lastComponent($0.path) == "spec.json" }) else {
        return
      }
      let fields = try StageFields(task.json("spec.json"), "the specification of '\(task.id)'")
      name = try fields.text("name")
      category = try fields.text("category")
      complexity = try fields.text("complexity")
    }

    subscript<Member>(dynamicMember member: KeyPath<TrialContext.Task, Member>) -> Member {
      task[keyPath: member]
    }
  }

  let context: TrialContext
  private let paired: TrialContext.Paired
  /// The reference, and what is compared with it.
  let first: TrialContext.Variant
  let second: TrialContext.Variant
  /// The tasks that the level has runs of.
  let tasks: [Task]
  /// The runs of single variants, in the order of the schedule.
  let runs: [TrialContext.Run]

  init(_ context: TrialContext, _ comparison: Contrast) throws(StageError) {
    let paired = try require(
      context.paired, "the context has no 'paired': only a paired study has a report")
    (self.context, self.paired) = (context, paired)
    first = paired.variants.first { $0.id == comparison.reference } ?? paired.variants[0]
    second = paired.variants.first { $0.id == comparison.treatment } ?? paired.variants[1]
    var tasks: [Task] = []
    for task in paired.tasks where comparison.scheduled.contains(task.id) {
      tasks.append(try Task(task))
    }
    self.tasks = tasks
    runs = context.scheduledRuns
  }

  subscript<Member>(dynamicMember member: KeyPath<TrialContext.Paired, Member>) -> Member {
    paired[keyPath: member]
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
