import StageKit

extension MethodSettings {
  static let options: [Option] = [
    .value(
      "fa-tolerance", nil, "X", "factor analysis ends at this change of log-likelihood (0.001)"),
    .value("nmf-iterations", nil, "N", "the most iterations of NMF (500)"),
    .value("nmf-tolerance", nil, "X", "NMF ends at this share of its first gradient (0.0001)"),
    .value("cnmf-starts", nil, "N", "how many starts a consensus NMF takes (20)"),
    .value(
      "cnmf-distance", nil, "X", "components farther than this from others are left out (0.5)"),
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
