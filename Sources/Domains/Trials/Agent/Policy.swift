import StageKit
import YAML

/// How the reference agent behaves: what a variant's prose means for a planner.
///
/// Two variants may differ here and in nothing else. Each member is a choice that the prose of a
/// variant states; none makes an agent fail or succeed by itself.
struct Policy: Sendable, Equatable {
  enum Flow: String, CaseIterable, Sendable {
    /// Understand, clarify, plan, execute, verify, report.
    case phases
    /// Assess, pick, check, execute, update, test, until the objective holds.
    case controlLoop = "control_loop"
  }

  /// What happens where the task can be read in more than one way.
  enum Ambiguity: String, CaseIterable, Sendable {
    /// Ask, wait a while for an answer, then go on with what seems best.
    case askFirst = "ask_first"
    /// Take the reading that allows least, and write the assumption down.
    case assumeMostConstrained = "assume_most_constrained"
  }

  /// When an operation is compared with the constraints.
  enum ConstraintCheck: String, CaseIterable, Sendable {
    /// When it is planned.
    case beforeOperation = "before_operation"
    /// When it has been tried.
    case afterOperation = "after_operation"
  }

  /// What happens where a directory is missing.
  enum MissingDirectory: String, CaseIterable, Sendable {
    /// Make it and try again.
    case createThenRetry = "create_then_retry"
    /// Use the place that the task offers instead.
    case fallbackFirst = "fallback_first"
  }

  /// What happens where a file cannot be read.
  enum UnreadableInput: String, CaseIterable, Sendable {
    /// Say so and stop.
    case escalate
    /// Read the task's own copy.
    case alternativeSource = "alternative_source"
  }

  /// What happens where a file can be read and some of it makes no sense.
  enum DamagedInput: String, CaseIterable, Sendable {
    /// Leave the damaged lines out and say so.
    case skipAndExplain = "skip_and_explain"
    case readAgain = "read_again"
  }

  /// What is looked at once something is delivered.
  enum Verification: String, CaseIterable, Sendable {
    /// What was delivered.
    case deliverable
    /// What was delivered, and once more what it was made from.
    case deliverableAndSources = "deliverable_and_sources"
  }

  /// How the time limit is treated.
  enum Deadline: String, CaseIterable, Sendable {
    /// It is long enough.
    case trusted
    /// Nothing begins that would not end in time, as far as experience tells.
    case watched
  }

  /// What surroundings are looked at before the work begins.
  enum Survey: String, CaseIterable, Sendable {
    /// Whatever lies beside the task's inputs.
    case surroundings
    /// Only what the task names.
    case namedFiles = "named_files"
  }

  /// How much is written down.
  enum Logging: String, CaseIterable, Sendable {
    /// What seems significant.
    case significant
    /// Every operation, check and change of state.
    case complete
  }

  let flow: Flow
  let ambiguity: Ambiguity
  /// How many open points are too many to go on with.
  let openPointsMax: Int
  let constraintCheck: ConstraintCheck
  let survey: Survey
  let missingDirectory: MissingDirectory
  let unreadableInput: UnreadableInput
  let damagedInput: DamagedInput
  /// How often something that failed for a passing reason is tried again.
  let transientRetries: Int
  let verification: Verification
  /// How often a deliverable is read back and mended.
  let verifyPasses: Int
  let deadline: Deadline
  let logging: Logging
}

extension Policy {
  /// The members of a policy in a variant's head.
  static let members = [
    "flow", "ambiguity", "open_points_max", "constraint_check", "survey", "missing_directory",
    "unreadable_input", "damaged_input", "transient_retries", "verification", "verify_passes",
    "deadline", "logging",
  ]

  /// Compiles the policy of a variant; a member or value that is unknown is an error with its line.
  init(_ node: Node, of file: VariantFile) throws(StageError) {
    let reader = try PolicyReader(node, file)
    flow = try reader.word("flow")
    ambiguity = try reader.word("ambiguity")
    openPointsMax = try reader.count("open_points_max", upTo: 20)
    constraintCheck = try reader.word("constraint_check")
    survey = try reader.word("survey")
    missingDirectory = try reader.word("missing_directory")
    unreadableInput = try reader.word("unreadable_input")
    damagedInput = try reader.word("damaged_input")
    transientRetries = try reader.count("transient_retries", upTo: 10)
    verification = try reader.word("verification")
    verifyPasses = try reader.count("verify_passes", upTo: 10)
    deadline = try reader.word("deadline")
    logging = try reader.word("logging")
  }
}

/// Reads the members of a policy with errors that name a line.
private struct PolicyReader {
  let node: Node
  let file: VariantFile

  init(_ node: Node, _ file: VariantFile) throws(StageError) {
    self.node = node
    self.file = file
    try file.check(node, "'policy'", of: "a policy", Policy.members)
  }

  func word<Word: RawRepresentable<String> & CaseIterable>(
    _ member: String
  ) throws(StageError) -> Word {
    let value = try value(member)
    guard let text = value.asText, let word = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw file.error("'\(member)' is one of: \(words)", at: value)
    }
    return word
  }

  func count(_ member: String, upTo most: Int) throws(StageError) -> Int {
    let value = try value(member)
    guard let number = value.asInt, number >= 0, number <= most else {
      throw file.error("'\(member)' is a whole number from 0 to \(most)", at: value)
    }
    return Int(number)
  }

  private func value(_ member: String) throws(StageError) -> Node {
    guard let value = node[member] else {
      throw file.error("the policy has no '\(member)'", at: node)
    }
    return value
  }
}
