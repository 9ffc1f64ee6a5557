import Codecs

/// One condition that a study has to meet before it may be closed.
struct ClosureCriterion: Equatable {
  let name: String
  /// What is asked, in words.
  let required: String
  /// What there is, in words.
  let observed: String
  let isMet: Bool

  /// As `closure.json` has it.
  var value: Value {
    [
      "name": .text(name), "required": .text(required), "observed": .text(observed),
      "met": .bool(isMet),
    ]
  }
}

extension ClosureCriterion {
  /// A criterion of the analysis, in the words of the analysis.
  init(
    _ criterion: Evidence.Criterion, required: String, show: (Double) -> String
  ) {
    let number = criterion.observed.map { "\(show($0)): " } ?? ""
    self.init(
      name: criterion.name, required: required, observed: number + criterion.detail,
      isMet: criterion.isMet)
  }
}
