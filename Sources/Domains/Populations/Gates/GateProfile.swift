import Files
import StageKit
import YAML

/// What a sample has to be like to be realistic: a data file of ranges, rules and shares.
struct GateProfile: Sendable {
  /// A condition of every person for whom `condition` holds.
  struct Rule: Sendable {
    let name: String
    let condition: Expression?
    let then: Expression
    /// For soft rules: the share wanted, and how far it may be off.
    let share: Double
    let tolerance: Double
    let fail: Double
  }

  let name: String
  /// Whether its shares say something of a real population.
  let isCalibrated: Bool
  let required: [String]
  let ranges: [(attribute: String, low: Double?, high: Double?)]
  let exclusive: [[String]]
  let hard: [Rule]
  let soft: [Rule]
  let marginal: (warn: Double, fail: Double)
  let conditional: (warn: Double, fail: Double)

  /// The names of the profiles that the program brings along.
  static let builtIn = [
    "adults-only", "benchmark-calibrated", "generic-all-ages", "us-national-all-ages",
  ]

  /// The profile of a name, or that of a file.
  init(_ name: String, directory: String) throws(StageError) {
    if Self.builtIn.contains(name) {
      self = try BuiltInFile.read(name) { GateProfile($0) }
      return
    }
    let path = PathName.join(directory, name)
    guard FileSystem.exists(path) else {
      throw StageError(
        .usage, "there is no profile '\(name)'",
        hint: "there are \(Self.builtIn.joined(separator: ", ")), or name a file")
    }
    self = try SourceFile.read(path, as: name) { GateProfile($0) }
  }

  private init?(_ item: Item) {
    guard
      let section = Section(
        item, owner: "the profile",
        keys: [
          "profile", "calibrated", "required", "ranges", "exclusive", "hard", "soft", "marginal",
          "conditional",
        ]), let name = section.required("profile")?.scalarText()
    else { return nil }
    self.name = name
    isCalibrated = section.flag("calibrated") ?? false
    required = section.texts("required")
    ranges = section.members("ranges").map { member in
      let bounds = member.value.node.asSequence ?? []
      return (member.name, bounds.first?.asDouble, bounds.count > 1 ? bounds[1].asDouble : nil)
    }
    exclusive = section.list("exclusive").map { item in
      (item.elements() ?? []).compactMap { $0.scalarText() }
    }
    hard = section.list("hard").compactMap { Rule($0) }
    soft = section.list("soft").compactMap { Rule($0) }
    func limits(_ key: String, _ fallback: (warn: Double, fail: Double)) -> (
      warn: Double, fail: Double
    ) {
      guard let item = section[key], let inner = Section(item, owner: key, keys: ["warn", "fail"])
      else { return fallback }
      return (inner.number("warn") ?? fallback.warn, inner.number("fail") ?? fallback.fail)
    }
    marginal = limits("marginal", (3, 5))
    conditional = limits("conditional", (5, 10))
  }
}

extension GateProfile.Rule {
  fileprivate init?(_ item: Item) {
    guard
      let section = Section(
        item, owner: "a rule of the profile",
        keys: ["name", "if", "then", "share", "tolerance", "fail"]),
      let then = section.required("then")?.scalarText()
    else { return nil }
    func parse(_ text: String, _ key: String) -> Expression? {
      do throws(ExpressionError) {
        return try ExpressionParser.parse(text)
      } catch {
        section[key]?.fail(error.description)
        return nil
      }
    }
    guard let consequence = parse(then, "then") else { return nil }
    self.then = consequence
    condition = section.text("if").flatMap { parse($0, "if") }
    name = section.text("name") ?? then
    share = section.number("share") ?? 1
    tolerance = section.number("tolerance") ?? 0.02
    fail = section.number("fail") ?? 2 * tolerance
  }
}
