import StageKit
import YAML

/// Makes `base.yaml` and `population.yaml` from texts, templates and attributes of one's own.
enum SpecBuilder {
  /// What has to be known before a population can be described; empty when a text says enough.
  static func questions(_ text: String, _ catalogue: Catalogue) -> [String] {
    var questions: [String] = []
    if Catalogue.words(of: text).count < 2 {
      questions.append("who is meant? a few words are needed, such as '500 commuters of Austin'")
    }
    if Catalogue.matches(text, among: catalogue.populations).isEmpty {
      let names = catalogue.populations.map(\.name).joined(separator: ", ")
      questions.append(
        "which kind of people is it? there are templates of \(names); or give --attributes FILE")
    }
    return questions
  }

  /// How many people a text speaks of: the first whole number from 2 on, else 1000.
  static func size(in text: String) -> Int {
    var digits = ""
    var sizes: [Int] = []
    for character in text + " " {
      if let digit = character.wholeNumberValue, character.isASCII {
        digits += "\(digit)"
      } else if character == ",", !digits.isEmpty {
        continue
      } else {
        // A number within a word, such as `gen2`, or behind a currency is no count of people.
        if let size = Int(digits), size >= 2, size <= PopulationSpec.sizeMax { sizes.append(size) }
        digits = ""
      }
    }
    return sizes.first ?? 1000
  }

  /// The attributes of a file, a list or a mapping with `attributes`; and its `correlations`.
  static func attributes(
    file path: String, as name: String
  ) throws(StageError) -> (attributes: [Node], correlations: [Node]) {
    try SourceFile.read(path, as: name) { item in
      let list = item.node["attributes"] ?? item.node
      guard let nodes = list.asSequence else {
        item.mismatch("a list of attributes, or a mapping with 'attributes'")
        return nil
      }
      return (nodes, item.node["correlations"]?.asSequence ?? [])
    }
  }

  /// A population of some attributes, its order and grounding worked out; `others` are further
  /// members of the file.
  ///
  /// Dependencies that are not there are dropped, with the modifiers and formulas that need them;
  /// each is a warning. A cycle is an error.
  static func population(
    meta: [(String, Node?)], attributes: [Node], assumptions: [String],
    others: [(String, Node?)] = []
  ) throws(StageError) -> (spec: PopulationSpec, warnings: [String]) {
    let names = attributes.compactMap { $0["name"]?.asText }
    var warnings: [String] = []
    let bound = attributes.map { bind($0, names, &warnings) }
    let others = others + [("assumptions", Node.unlessEmpty(assumptions.map(Node.text)))]
    var spec = try read(meta: meta, bound, order: [], others)
    switch SamplingOrder.sort(spec.attributes.map { ($0.name, $0.dependsOn) }) {
    case .cycle(let path):
      throw .invalid("attributes depend on each other: \(path.joined(separator: " -> "))")
    case .order(let order): spec = try read(meta: meta, bound, order: order, others)
    }
    return (spec, warnings)
  }

  private static func read(
    meta: [(String, Node?)], _ attributes: [Node], order: [String], _ others: [(String, Node?)]
  ) throws(StageError) -> PopulationSpec {
    func node(_ grounding: Node?) -> Node {
      .map(
        [
          ("meta", .map(meta)), ("grounding", grounding), ("attributes", .list(attributes)),
          ("sampling_order", .list(order.map(Node.text))),
        ] + others)
    }
    // Read from its own text, so that what is written is what was checked.
    let first = try SourceFile.read(node(nil).document, as: "the population") { PopulationSpec($0) }
    let whole = node(PopulationSpec.grounding(of: first.attributes)).document
    return try SourceFile.read(whole, as: "the population") { PopulationSpec($0) }
  }

  /// An attribute whose dependencies are all there: what its expressions use is added, what is
  /// missing dropped.
  private static func bind(_ node: Node, _ names: [String], _ warnings: inout [String]) -> Node {
    guard let sampling = node["sampling"]?.asMapping, let name = node["name"]?.asText else {
      return node
    }
    var declared = (node["sampling"]?["depends_on"]?.asSequence ?? []).compactMap(\.asText)
    for missing in declared where !names.contains(missing) {
      warnings.append("'\(name)' does not depend on '\(missing)', which is not there")
    }
    declared.removeAll { !names.contains($0) }
    func used(_ text: String?) -> [String] {
      text.flatMap { try? ExpressionParser.parse($0).names } ?? []
    }
    func take(_ text: String?) {
      for used in used(text) where names.contains(used) && !declared.contains(used) && used != name
      {
        declared.append(used)
      }
    }
    var modifiers: [Node] = []
    for modifier in node["sampling"]?["modifiers"]?.asSequence ?? [] {
      let missing = used(modifier["when"]?.asText).filter { !names.contains($0) }
      if missing.isEmpty {
        take(modifier["when"]?.asText)
        modifiers.append(modifier)
      } else {
        warnings.append("a modifier of '\(name)' needs '\(missing[0])', which is not there")
      }
    }
    take(node["sampling"]?["formula"]?.asText)
    for key in ["mean_formula", "std_formula", "min_formula", "max_formula"] {
      take(node["sampling"]?["distribution"]?[key]?.asText)
    }
    var pairs: [(String, Node?)] = sampling.compactMap { key, value in
      let key = key.asText ?? ""
      return ["depends_on", "modifiers"].contains(key) ? nil : (key, value)
    }
    if !declared.isEmpty { pairs.append(("depends_on", .list(declared.map(Node.text)))) }
    if !modifiers.isEmpty { pairs.append(("modifiers", .list(modifiers))) }
    if modifiers.isEmpty, declared.isEmpty,
      node["sampling"]?["strategy"]?.asText == "conditional"
    {
      pairs = pairs.map { $0.0 == "strategy" ? ("strategy", .text("independent")) : $0 }
    }
    return .map(
      (node.asMapping ?? []).map { key, value in
        (key.asText ?? "", key.asText == "sampling" ? .map(pairs) : value)
      })
  }
}

extension Node {
  /// A list, or nothing where it would be empty.
  static func unlessEmpty(_ nodes: [Node]) -> Node? { nodes.isEmpty ? nil : .list(nodes) }
}
