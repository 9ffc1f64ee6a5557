/// Finds what is wrong with a population before anything is drawn from it.
struct SpecValidator {
  private let spec: PopulationSpec
  private let names: [String]
  private(set) var issues: [Issue] = []

  /// All issues of a population: errors first, each kind in the order of the file.
  static func issues(of spec: PopulationSpec) -> [Issue] {
    var validator = SpecValidator(spec)
    validator.run()
    return validator.issues.filter { $0.severity == .error }
      + validator.issues.filter { $0.severity == .warning }
  }

  private init(_ spec: PopulationSpec) {
    self.spec = spec
    names = spec.attributes.map(\.name)
  }

  mutating func error(_ code: String, _ place: String, _ text: String, _ hint: String? = nil) {
    issues.append(.error(code, place, text, hint))
  }

  mutating func warn(_ code: String, _ place: String, _ text: String, _ hint: String? = nil) {
    issues.append(.warning(code, place, text, hint))
  }

  private mutating func run() {
    if spec.attributes.isEmpty { error("ATTRIBUTES_MISSING", "attributes", "there is none") }
    for attribute in spec.attributes {
      if names.count(where: { $0 == attribute.name }) > 1,
        !issues.contains(where: { $0.code == "DUPLICATE" && $0.location == attribute.name })
      {
        error("DUPLICATE", attribute.name, "the name stands twice")
      }
      checkStrategy(attribute)
      checkDependencies(attribute)
      checkDistribution(attribute)
      checkFormulas(attribute)
      for index in attribute.modifiers.indices { checkModifier(attribute, index) }
      checkStacking(attribute)
    }
    checkOrder()
    checkCorrelations()
  }

  private mutating func checkCorrelations() {
    let code = "CORRELATION_INVALID"
    for (index, pair) in spec.correlations.enumerated() {
      let place = "correlations[\(index)]"
      for name in [pair.first, pair.second] {
        guard let attribute = spec.attribute(name) else {
          error(code, place, "there is no attribute '\(name)'")
          continue
        }
        if attribute.strategy == .derived {
          error(code, place, "'\(name)' is not drawn: it follows from others")
        }
      }
      if pair.first == pair.second {
        error(code, place, "an attribute is not correlated with itself")
      }
      if abs(pair.rank) >= 1 { error(code, place, "rank \(pair.rank) is not between -1 and 1") }
      let isDouble = spec.correlations[..<index].contains { other in
        [other.first, other.second].sorted() == [pair.first, pair.second].sorted()
      }
      if isDouble { error(code, place, "the pair stands twice") }
    }
    guard !issues.contains(where: { $0.code == code }) else { return }
    if Correlations(spec.correlations, order: spec.samplingOrder) == nil {
      error(
        code, "correlations", "they contradict each other: no population has them all",
        "bring them nearer to 0")
    }
  }

  private mutating func checkStrategy(_ attribute: Attribute) {
    let place = attribute.name
    func invalid(_ text: String) -> Issue { .error("STRATEGY_INVALID", place, text) }
    switch attribute.strategy {
    case .independent:
      if attribute.distribution == nil {
        issues.append(invalid("nothing to draw from: 'distribution' is missing"))
      }
      if attribute.formula != nil {
        issues.append(invalid("an independent attribute has no formula"))
      }
      if !attribute.modifiers.isEmpty {
        issues.append(invalid("an independent attribute has no modifiers"))
      }
      if !attribute.dependsOn.isEmpty {
        issues.append(invalid("an independent attribute depends on nothing"))
      }
    case .derived:
      if attribute.formula == nil { issues.append(invalid("a derived attribute needs a formula")) }
      if attribute.dependsOn.isEmpty {
        issues.append(invalid("a derived attribute needs 'depends_on'"))
      }
      if attribute.distribution != nil || !attribute.modifiers.isEmpty {
        warn(
          "STRATEGY_INCONSISTENT", place,
          "a derived attribute is its formula alone: distribution and modifiers are not used")
      }
    case .conditional:
      if attribute.distribution == nil {
        issues.append(invalid("nothing to draw from: 'distribution' is missing"))
      }
      if attribute.formula != nil {
        issues.append(invalid("a conditional attribute has no formula"))
      }
      let hasFormulas = !(attribute.distribution?.formulas.isEmpty ?? true)
      if attribute.modifiers.isEmpty, !hasFormulas {
        warn(
          "STRATEGY_INCONSISTENT", place,
          "a conditional attribute without modifiers or formulas is an independent one")
      }
    }
  }

  private mutating func checkDependencies(_ attribute: Attribute) {
    for name in attribute.dependsOn {
      if name == attribute.name {
        error("DEPENDENCY_INVALID", attribute.name, "it depends on itself")
      } else if !names.contains(name) {
        error("DEPENDENCY_INVALID", attribute.name, "there is no attribute '\(name)' to depend on")
      }
    }
  }

  private mutating func checkOrder() {
    let place = "sampling_order"
    for name in names where !spec.samplingOrder.contains(name) {
      error("SAMPLING_ORDER_INVALID", place, "'\(name)' is missing")
    }
    for (index, name) in spec.samplingOrder.enumerated() {
      if !names.contains(name) {
        error("SAMPLING_ORDER_INVALID", place, "there is no attribute '\(name)'")
      }
      if spec.samplingOrder[..<index].contains(name) {
        error("SAMPLING_ORDER_INVALID", place, "'\(name)' stands twice")
      }
      for needed in spec.attribute(name)?.dependsOn ?? [] {
        if spec.samplingOrder[index...].contains(needed), needed != name {
          error(
            "SAMPLING_ORDER_INVALID", place,
            "'\(name)' stands before '\(needed)', which it depends on")
        }
      }
    }
    if case .cycle(let path) = SamplingOrder.sort(spec.attributes.map { ($0.name, $0.dependsOn) }) {
      error(
        "DEPENDENCY_CYCLE", "attributes",
        "they depend on each other: \(path.joined(separator: " -> "))")
    }
  }

  /// The names that an attribute's formulas and conditions may use.
  private mutating func checkNames(
    _ text: String, of attribute: Attribute, at place: String, kind: String, extra: [String] = []
  ) -> Expression? {
    let expression: Expression
    do throws(ExpressionError) {
      expression = try ExpressionParser.parse(text)
    } catch {
      self.error("\(kind)_SYNTAX", place, "'\(text)': \(error.description)")
      return nil
    }
    for name in expression.names where !attribute.dependsOn.contains(name) && !extra.contains(name)
    {
      let remedy = names.contains(name) ? "add it to depends_on" : "declare the attribute"
      error("\(kind)_REFERENCE", place, "'\(text)' uses '\(name)', which is not declared", remedy)
    }
    return expression
  }

  private mutating func checkFormulas(_ attribute: Attribute) {
    if let formula = attribute.formula {
      _ = checkNames(formula, of: attribute, at: attribute.name, kind: "FORMULA")
    }
    for (key, text) in attribute.distribution?.formulas ?? [] {
      _ = checkNames(text, of: attribute, at: "\(attribute.name).\(key)", kind: "FORMULA")
    }
    for constraint in attribute.constraints {
      guard let text = constraint.expression, constraint.kind == .expression else { continue }
      _ = checkNames(
        text, of: attribute, at: attribute.name, kind: "FORMULA",
        extra: names + ["value"])
    }
    let low = attribute.bound(.hardMin)
    let high = attribute.bound(.hardMax)
    if let low, let high, low >= high {
      error("DIST_PARAM_INVALID", attribute.name, "hard_min \(low) is not below hard_max \(high)")
    }
  }

  private mutating func checkModifier(_ attribute: Attribute, _ index: Int) {
    let modifier = attribute.modifiers[index]
    let place = "\(attribute.name)[\(index)]"
    if let condition = checkNames(modifier.when, of: attribute, at: place, kind: "CONDITION") {
      issues += LiteralCheck.issues(of: condition, spec.attributes, at: place)
    }
    checkModifierKinds(attribute, modifier, place)
    checkOverrides(attribute, modifier, place)
  }
}
