/// Text with `${...}` references, as in a stage's `run`.
///
/// The references are `${seed}`, `${level}`, `${run}`, `${study}`, `${params.NAME}`,
/// `${inputs.NAME}` and `${unit.NAME}`; in a paired study also `${variant}`, `${variant.path}`,
/// `${task}`, `${task.path}`, `${pair}` and `${pair.seed}`. `$$` stands for one dollar sign.
public struct Template: Equatable, Sendable {
  /// A stretch of the text.
  public enum Part: Equatable, Sendable {
    /// Text outside of `${...}`.
    case literal(String)
    /// What the reference stands for.
    case reference(Reference)
  }

  /// What a template may refer to.
  public enum Reference: Hashable, Sendable {
    /// The run's seed.
    case seed
    /// The run's level.
    case level
    /// The run's identifier.
    case run
    /// The study's slug.
    case study
    /// A parameter's value at this run.
    case param(String)
    /// The path of an input.
    case input(String)
    /// The value of an axis for this unit.
    case unit(String)
    /// Something that the design assigned the run to.
    case assignment(AssignmentReference)
  }

  /// What a template may refer to of a run's assignment.
  public enum AssignmentReference: String, CaseIterable, Sendable {
    /// The variant's name.
    case variant
    /// The path of the variant's specification.
    case variantPath = "variant.path"
    /// The task's name.
    case task
    /// The path of the task's directory.
    case taskPath = "task.path"
    case pair
    /// The seed that both runs of the pair share.
    case pairSeed = "pair.seed"
  }

  /// The stretches, left to right.
  public let parts: [Part]

  /// Parses a text; throws a sentence about the first bad reference.
  public init(parsing text: String) throws(TemplateError) {
    var parts: [Part] = []
    var literal = ""
    var rest = Substring(text)
    while let dollar = rest.firstIndex(of: "$") {
      literal += rest[..<dollar]
      rest = rest[rest.index(after: dollar)...]
      if rest.first == "$" {
        literal += "$"
        rest = rest.dropFirst()
      } else if rest.first == "{" {
        guard let end = rest.firstIndex(of: "}") else {
          throw TemplateError(message: "a '}' is missing after '${' in '\(text)'")
        }
        let name = String(rest[rest.index(after: rest.startIndex)..<end])
        guard let reference = Reference(name) else {
          throw TemplateError(
            message: "'${\(name)}' is unknown; there are seed, level, run, study, params.NAME, "
              + "inputs.NAME and unit.NAME, and in a paired study variant, variant.path, task, "
              + "task.path, pair and pair.seed")
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        literal = ""
        parts.append(.reference(reference))
        rest = rest[rest.index(after: end)...]
      } else {
        literal += "$"
      }
    }
    literal += rest
    if !literal.isEmpty || parts.isEmpty { parts.append(.literal(literal)) }
    self.parts = parts
  }

  /// The references, left to right.
  public var references: [Reference] {
    parts.compactMap { if case .reference(let reference) = $0 { reference } else { nil } }
  }

  /// The text with every reference replaced.
  public func filled(_ value: (Reference) -> String?) -> String? {
    var text = ""
    for part in parts {
      switch part {
      case .literal(let literal): text += literal
      case .reference(let reference):
        guard let value = value(reference) else { return nil }
        text += value
      }
    }
    return text
  }
}

/// What is wrong with a template.
public struct TemplateError: Error, Equatable, Sendable {
  /// The sentence for people.
  public var message: String
}

extension Template.Reference {
  /// The reference that stands between `${` and `}`, or nil when it is none.
  public init?(_ text: String) {
    switch text {
    case "seed": self = .seed
    case "level": self = .level
    case "run": self = .run
    case "study": self = .study
    default:
      if let assigned = Template.AssignmentReference(rawValue: text) {
        self = .assignment(assigned)
        return
      }
      guard let dot = text.firstIndex(of: ".") else { return nil }
      let name = String(text[text.index(after: dot)...])
      guard Identifier.isName(name) else { return nil }
      switch text[..<dot] {
      case "params": self = .param(name)
      case "inputs": self = .input(name)
      case "unit": self = .unit(name)
      default: return nil
      }
    }
  }
}
