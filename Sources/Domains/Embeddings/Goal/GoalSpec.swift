import StageKit
import YAML

/// What a scientist wants to know, in one file: the goal spec with its seven parts.
///
/// Keys may be written with spaces, hyphens or underscores and in any case, as a mapping or as a
/// list of single keys.
struct GoalSpec {
  /// A dataset, which column holds its labels, and which its patients.
  struct Scope: Equatable {
    var data = ""
    var label = ""
    var positive = ""
    var patient = ""
    var filters: [String] = []
    var fewestCells = PreparedData.fewest
    var fewestGenes = PreparedData.fewest
  }

  private(set) var objective = ""
  private(set) var scope = Scope()
  /// Another dataset for the smoke test.
  private(set) var smoke: Scope?
  private(set) var filters: [String] = []
  private(set) var methods: [String] = []
  private(set) var counts: [Int64] = []
  private(set) var seeds = 5
  private(set) var folds = 5
  private(set) var repeats = 10
  private(set) var permutations = 100
  private(set) var success: String?
  private(set) var failure: String?
  private(set) var runtime = "2h"
  private(set) var memory = "4G"
  private(set) var retries = 3

  static let parts = [
    "objective", "data scope", "preprocess grid", "dr grid", "classifier config", "stop criteria",
    "budget",
  ]

  /// Reads a spec; what is wrong is reported to `problems`.
  init(_ root: Item) {
    var seen: [String] = []
    let members: [Member]
    if let list = root.node.asSequence, !list.isEmpty {
      members = (root.elements() ?? []).flatMap { $0.members() ?? [] }
    } else {
      members = root.members() ?? []
    }
    for member in members {
      let name = Self.plain(member.name)
      guard Self.parts.contains(name) else {
        member.key.unknown("part of a goal", member.name, among: Self.parts)
        continue
      }
      if seen.contains(name) { member.key.fail("'\(name)' stands here twice") }
      seen.append(name)
      read(name, member.value)
    }
    for part in ["objective", "data scope", "preprocess grid", "dr grid"]
    where !seen.contains(part) { root.fail("the goal has no '\(part)'") }
  }

  /// `DR_grid` as `dr grid`.
  static func plain(_ key: String) -> String {
    key.lowercased().split { $0 == " " || $0 == "-" || $0 == "_" }.joined(separator: " ")
  }

  private mutating func read(_ part: String, _ item: Item) {
    switch part {
    case "objective":
      objective = item.node.asText ?? ""
      if objective.isEmpty { item.mismatch("the scientific question, a text") }
    case "data scope":
      guard let fields = GoalFields(item, "the data scope", Self.scopeKeys + ["smoke"]) else {
        return
      }
      scope = Self.scope(fields)
      if let inner = fields["smoke"], let fields = GoalFields(inner, "smoke", Self.scopeKeys) {
        smoke = Self.scope(fields)
      }
    case "preprocess grid":
      let node = item.node["filters"].map {
        Item(node: $0, name: "filters", path: item.inside("filters"), problems: item.problems)
      }
      let words = GoalFields.words(node ?? item)
      for word in words { item.check { () throws(StageError) in _ = try GeneFilter(word) } }
      filters = words.compactMap { try? GeneFilter($0).tag }
      if words.isEmpty { item.mismatch("a list of gene filters, such as [hvg_300, all]") }
    case "dr grid": readGrid(item)
    case "classifier config":
      guard
        let fields = GoalFields(
          item, "the classifier", ["folds", "repeats", "permutations", "seeds"])
      else { return }
      folds = fields.integer("folds", in: 2...100) ?? folds
      repeats = fields.integer("repeats", in: 1...100) ?? repeats
      permutations =
        fields.integer("permutations", in: PermutationControl.fewest...10_000) ?? permutations
    case "stop criteria":
      guard let fields = GoalFields(item, "the stop criteria", ["success", "failure"]) else {
        return
      }
      success = fields.text("success")
      failure = fields.text("failure")
    default:
      guard
        let fields = GoalFields(
          item, "the budget", ["runtime", "max runtime", "memory", "max memory", "retries"])
      else { return }
      runtime = fields.text("runtime") ?? fields.text("max runtime") ?? runtime
      memory = fields.text("memory") ?? fields.text("max memory") ?? memory
      retries = fields.integer("retries", in: 0...1000) ?? retries
    }
  }

  /// `{methods: [...], ks: [...], seeds: N}`, or a list of K for each method.
  private mutating func readGrid(_ item: Item) {
    guard let members = item.members() else { return }
    let isPlain = item.node["methods"] != nil
    for member in members {
      switch (isPlain, Self.plain(member.name)) {
      case (true, "methods"): methods = GoalFields.words(member.value)
      case (_, "seeds"):
        seeds = member.value.node.asInt.flatMap { (2...100).contains($0) ? Int($0) : nil } ?? 0
        if seeds == 0 { member.value.mismatch("a number of seeds from 2 to 100") }
      case (true, "ks"), (true, "k"), (true, "k mapping"):
        add(GoalFields.words(member.value), member.value)
      case (true, _):
        member.key.unknown("key of the DR grid", member.name, among: ["methods", "ks", "seeds"])
      case (false, _):
        methods.append(member.name)
        add(GoalFields.words(member.value), member.value)
      }
    }
    for method in methods { item.check { () throws(StageError) in _ = try Method(method) } }
    if methods.isEmpty || counts.isEmpty {
      item.mismatch("methods with their K, such as {methods: [pca, fa], ks: [5, 10]}")
    }
    counts.sort()
  }

  private mutating func add(_ words: [String], _ item: Item) {
    for word in words {
      guard let count = Int64(word), count > 0 else {
        item.fail("'\(word)' is no K: a whole number above 0")
        continue
      }
      if !counts.contains(count) { counts.append(count) }
    }
  }

  private static let scopeKeys = [
    "data", "label", "positive", "patient", "filters", "min cells", "min genes",
  ]

  private static func scope(_ fields: GoalFields) -> Scope {
    var scope = Scope()
    scope.data = fields.required("data")
    scope.label = fields.required("label")
    scope.positive = fields.required("positive")
    scope.patient = fields.required("patient")
    if let filters = fields["filters"] {
      for member in filters.members() ?? [] {
        scope.filters.append("\(member.name)=\(member.value.node.asText ?? "")")
      }
    }
    scope.fewestCells = fields.integer("min cells", in: 2...1 << 30) ?? scope.fewestCells
    scope.fewestGenes = fields.integer("min genes", in: 2...1 << 30) ?? scope.fewestGenes
    return scope
  }
}

/// A mapping whose keys may be written with spaces, hyphens or underscores.
struct GoalFields {
  private let item: Item
  private let owner: String
  private var values: [(name: String, item: Item)] = []

  init?(_ item: Item, _ owner: String, _ keys: [String]) {
    guard let members = item.members() else { return nil }
    self.item = item
    self.owner = owner
    for member in members {
      let name = GoalSpec.plain(member.name)
      if keys.contains(name) {
        values.append((name, member.value))
      } else {
        member.key.unknown("key of \(owner)", member.name, among: keys)
      }
    }
  }

  subscript(name: String) -> Item? { values.first { $0.name == name }?.item }

  func text(_ name: String) -> String? {
    guard let item = self[name] else { return nil }
    guard let text = item.node.asText, !item.node.isNull else {
      item.mismatch("a text")
      return nil
    }
    return text
  }

  func required(_ name: String) -> String {
    if self[name] == nil { item.fail("\(owner) has no '\(name)'") }
    return text(name) ?? ""
  }

  func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let item = self[name] else { return nil }
    guard let value = item.node.asInt, range.contains(Int(value)) else {
      item.mismatch("a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return Int(value)
  }

  /// A list of words, or a single one.
  static func words(_ item: Item) -> [String] {
    guard item.node.asSequence != nil else { return item.node.asText.map { [$0] } ?? [] }
    return (item.elements() ?? []).compactMap { $0.node.asText }
  }
}

extension Item {
  /// Reports what a reader of words throws, at this place.
  func check(_ body: () throws(StageError) -> Void) {
    do throws(StageError) { try body() } catch { fail(error.message, hint: error.hint) }
  }
}
