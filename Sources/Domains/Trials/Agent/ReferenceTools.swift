import Agents
import Files

/// What the reference agent works with: its files, its log and its policy.
///
/// A plan says what is to be read and delivered; how that is done, what is checked, tried again,
/// asked or written down, is the policy's, so that one plan serves both variants.
final class ReferenceTools {
  let brief: TaskSpecification
  let policy: Policy
  let files: PermittedFiles
  let log: AgentLog
  /// When the work was done, for deliverables that say so; one moment, however often they are made.
  private(set) lazy var generatedAt = files.clock.timestamp
  /// Whether what is read now was read before.
  var looksAgain = false
  /// Paths that were denied and are not tried again.
  var denied: [String] = []
  /// Paths of which lines were left out.
  var incomplete: [String] = []
  var assumptions: [String] = []
  /// What was asked and not answered, in order.
  var questions: [String] = []

  /// The longest that an operation on a path has taken, in milliseconds.
  private var durations: [String: Int64] = [:]

  init(brief: TaskSpecification, policy: Policy, files: PermittedFiles, log: AgentLog) {
    self.brief = brief
    self.policy = policy
    self.files = files
    self.log = log
  }

  /// Writes an entry in the words of a person, or of a control system.
  func say(_ kind: AgentLog.Kind, person: String, system: String) {
    log.note(kind, policy.flow == .phases ? person : system)
  }

  func think() throws(EarlyEnd) { try spend(Pace.deliberation) }

  /// Works on some lines of text; the second time takes less.
  func work(lines: Int) throws(EarlyEnd) {
    try spend(Pace.line * Double(lines) * (looksAgain ? Pace.secondLook : 1))
  }

  /// Lets the time of something pass.
  func spend(_ milliseconds: Double) throws(EarlyEnd) {
    do throws(OperationFailure) {
      try files.clock.advance(milliseconds: files.pace.cost(milliseconds))
    } catch {
      throw .timedOut
    }
  }

  /// Does something with a file and gives what came of it, unless the time was over; remembers how
  /// long it takes there.
  func use<Success>(
    _ path: String, _ body: () throws(OperationFailure) -> Success
  ) throws(EarlyEnd) -> Result<Success, OperationFailure> {
    let start = files.clock.now
    defer { durations[path] = max(durations[path] ?? 0, files.clock.now - start) }
    return try look(body)
  }

  /// Does something that does not count for how long a file takes.
  func look<Success>(
    _ body: () throws(OperationFailure) -> Success
  ) throws(EarlyEnd) -> Result<Success, OperationFailure> {
    do throws(OperationFailure) { return .success(try body()) } catch {
      if error == .timedOut { throw .timedOut }
      return .failure(error)
    }
  }

  /// Whether another operation on a path would end in time, as far as experience tells.
  func hasTime(for path: String) -> Bool {
    guard policy.deadline == .watched, let longest = durations[path] else { return true }
    return longest < files.clock.remaining
  }

  /// Compares a planned operation with the constraints; false where one forbids it.
  ///
  /// A link is judged by what it says, one step far.
  func allows(
    _ operation: PermissionSet.Operation, _ path: String, kind: FileStatus.Kind = .file
  ) throws(EarlyEnd) -> Bool {
    guard policy.constraintCheck == .beforeOperation else { return true }
    try spend(Pace.check)
    if let denial = files.permissions.denial(of: operation, on: path) {
      refuse(operation, path, denial.description)
      return false
    }
    if let scope = brief.scopes.first(where: { $0.forbids(operation, path) }) {
      refuse(operation, path, "constraint '\(scope.id)' forbids it")
      return false
    }
    if kind == .symlink {
      guard
        case .success(let target) = try look({ () throws(OperationFailure) in
          try files.target(ofLink: path)
        })
      else { return false }
      let place = PathName.normalize(PathName.join(PathName.parent(path), target))
      if let denial = files.permissions.denial(of: operation, on: place) {
        refuse(operation, path, "it is a link to '\(target)'; \(denial.description)")
        return false
      }
    }
    log.note(.constraintCheck, "\(operation.rawValue) '\(path)': no constraint is violated")
    return true
  }

  private func refuse(_ operation: PermissionSet.Operation, _ path: String, _ reason: String) {
    log.note(.constraintCheck, "\(operation.rawValue) '\(path)' is not done: \(reason)")
  }
}

/// Why an agent ends before its work is done.
enum EarlyEnd: Error, Equatable, Sendable {
  /// The time limit was reached in the middle of something.
  case timedOut
  /// The objective cannot be reached.
  case unsatisfiable(String)
  /// The agent stops by its own judgement, with something left open.
  case incomplete(String)
}
