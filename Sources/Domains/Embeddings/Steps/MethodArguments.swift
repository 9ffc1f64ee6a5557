import StageKit

extension MethodSettings {
  static let options: [Option] = [
    .value(
      "fa-tolerance", nil, "X", "factor analysis stops at this change in log-likelihood (0.001)"),
    .value("nmf-iterations", nil, "N", "maximum iterations of NMF (500)"),
    .value(
      "nmf-tolerance", nil, "X", "NMF stops at this fraction of the initial gradient (0.0001)"),
    .value("cnmf-starts", nil, "N", "number of starts of a consensus NMF (20)"),
    .value(
      "cnmf-distance", nil, "X", "components farther than this from others are dropped (0.5)"),
  ]

  /// The settings that arguments give.
  init(_ arguments: ParsedArguments) throws(StageError) {
    if let value = try arguments.positives("fa-tolerance")?.first { factorTolerance = value }
    if let value = try arguments.int("nmf-iterations", in: 1...100_000) {
      nonNegativeIterations = Int(value)
    }
    if let value = try arguments.positives("nmf-tolerance")?.first { nonNegativeTolerance = value }
    if let value = try arguments.int("cnmf-starts", in: 2...1000) { consensusStarts = Int(value) }
    if let value = try arguments.positives("cnmf-distance")?.first { consensusDistance = value }
  }
}
