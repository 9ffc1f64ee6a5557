import Codecs
import Numerics
import StageKit
import YAML

extension Registration {
  /// The record of it: every member with its default filled in, so that nothing that decides stands
  /// in the program alone.
  var record: ValueMap {
    var map: ValueMap = [
      "contrast": ["treatment": .text(treatment), "reference": .text(reference)],
      "alpha": .double(alpha), "correction": .text(family.rawValue),
      "looks": .array(looks.map { ["at": .count($0.pairs), "alpha": .double($0.alpha)] }),
      "missing": .text(missing.rawValue), "power": .double(power),
      "reproducibility": [
        "threshold": .double(repeats.threshold), "share": .double(repeats.share),
        "stop": .double(repeats.stop),
      ],
      "metrics": .map(ValueMap(metrics.map { ($0.metric.rawValue, $0.record) })),
      "hypotheses": .array(hypotheses.map(\.record)), "interval": .text(interval.rawValue),
      "interaction": .bool(showsInteraction), "per_task": .bool(showsTasks),
    ]
    if !level.isEmpty { map["level"] = .text(level) }
    return map
  }

  /// Reads a record as the ledger hands it to a stage.
  ///
  /// It is read by what reads a study file, so that both mean the same.
  init(_ fields: StageFields, _ around: RegistrationReader.Surroundings) throws(StageError) {
    let problems = Problems(file: "the registration", text: [])
    let known = ValueMap(fields.map.filter { RegistrationReader.keys.contains($0.key) })
    let item = Item(
      node: Node(.map(known)), name: fields.place, path: fields.place, problems: problems)
    let registration = Section(item, owner: fields.place, keys: RegistrationReader.keys)
      .flatMap { RegistrationReader.read($0, around) }
    if let failure = problems.failure {
      throw .invalid(failure.errors.map(\.message).joined(separator: "; "))
    }
    guard let registration else {
      throw .invalid("\(fields.place) cannot be read; register the study again")
    }
    self = registration
  }
}

extension Registration.Metric {
  fileprivate var record: Value {
    var map: ValueMap = [
      "scale": .text(isLogarithmic ? "log" : "raw"),
      "better": .text(lowerIsBetter ? "lower" : "higher"),
    ]
    if isExact { map["exact"] = true }
    if let resolution { map["resolution"] = .text(resolution) }
    if metric == .runtime { map["clock"] = .text(isVirtual ? "virtual" : "measured") }
    return .map(map)
  }
}

extension Hypothesis {
  fileprivate var record: Value {
    var map: ValueMap = [
      "id": .text(id), "metric": .text(metric.rawValue), "claim": .text(claim.rawValue),
      "test": .text(test.rawValue), "primary": .bool(isPrimary),
      "exploratory": .bool(isExploratory), "beside": .array(beside.map { .text($0.rawValue) }),
    ]
    if test == .wilcoxon { map["zeros"] = .text(zeros.rawValue) }
    if test == .mcnemar { map["variant"] = .text(isMidP ? "midp" : "exact") }
    switch margin {
    case .range(let low, let high): map["margin"] = [.double(low), .double(high)]
    case .ratio(let ratio): map["margin"] = ["ratio": .double(ratio)]
    case nil: break
    }
    if let practical { map["practical"] = .double(practical) }
    return .map(map)
  }
}

extension Node {
  /// A recorded value as if it had been written without a place.
  fileprivate init(_ value: Value) {
    let mark = Mark(line: 0, column: 0)
    switch value {
    case .map(let map):
      self = .mapping(
        map.map { (.scalar(text: $0.key, plain: false, mark: mark), Node($0.value)) }, mark: mark)
    case .array(let elements): self = .sequence(elements.map(Node.init), mark: mark)
    case .text(let text): self = .scalar(text: text, plain: false, mark: mark)
    default: self = .scalar(text: JSON.string(value), plain: true, mark: mark)
    }
  }
}
