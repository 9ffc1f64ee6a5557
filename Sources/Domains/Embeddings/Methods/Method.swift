import Codecs
import Numerics
import StageKit

/// A way of finding a few dimensions, as a token names it.
enum Method: String, CaseIterable {
  /// Principal components, exactly.
  case pca
  /// Principal components by a randomised range finder: what a seed changes, the method does.
  case randomisedPCA = "rpca"
  /// Maximum-likelihood factors.
  case fa
  /// Factors, rotated by varimax.
  case varimax = "fa_varimax"
  /// Factors, rotated by promax.
  case promax = "fa_promax"
  /// Non-negative matrix factors.
  case nmf
  /// Non-negative matrix factors on which many starts agree.
  case cnmf

  /// Reads a token.
  init(_ token: String) throws(StageError) {
    guard let method = Method(rawValue: token) else {
      throw .usage(
        "there is no method '\(token)'",
        hint: Hint.choice(token, among: Self.allCases.map(\.rawValue)))
    }
    self = method
  }

  /// Whether it works on measurements as they are, which must not be negative, and not on standard
  /// scores.
  var needsNonNegative: Bool { self == .nmf || self == .cnmf }

  /// Whether another seed may give another result.
  var dependsOnSeed: Bool { self != .pca }

  /// The name of its scores in an annotated data file: `X_pca`.
  var embeddingName: String { "X_\(rawValue)" }

  /// Fits `count` dimensions.
  func fit(
    _ data: PreparedData, count: Int, seed: Int64, settings: MethodSettings,
    _ algebra: LinearAlgebra
  ) throws(StageError) -> Embedding {
    let limit = min(data.cells.rows.count, data.genes.rows.count)
    guard count > 0, count < limit else {
      throw StageError(
        .usage, "K must be from 1 to \(limit - 1) here, not \(count)",
        hint: "leave \(count) out of params.ks")
    }
    do throws(LinearAlgebraError) {
      switch self {
      case .pca: return try PCA.exact(data.standardised, count: count, algebra)
      case .randomisedPCA:
        return try PCA.randomised(data.standardised.all, count: count, seed: seed, algebra)
      case .fa, .varimax, .promax:
        let factors = try FactorAnalysis(
          data.standardised.all, count: count, seed: seed, settings: settings, algebra)
        switch self {
        case .varimax: return try factors.rotated(.varimax, algebra)
        case .promax: return try factors.rotated(.promax, algebra)
        default: return factors.embedding
        }
      case .nmf:
        return NMF(data.selected, count: count, seed: seed, settings: settings, algebra).embedding
      case .cnmf:
        return try ConsensusNMF(
          data.selected, count: count, seed: seed, settings: settings, algebra
        ).embedding
      }
    } catch {
      throw StageError(
        error.kind == .unavailable ? .unavailable : .invalid, "\(rawValue): \(error.message)")
    }
  }
}

/// What is common to several methods and may be set.
struct MethodSettings: Equatable {
  /// The most iterations of factor analysis.
  var factorIterations = 1000
  /// Factor analysis ends when the log-likelihood changes by less.
  var factorTolerance = 1e-3
  /// The most iterations of non-negative factorisation.
  var nonNegativeIterations = 500
  /// Non-negative factorisation ends when the projected gradient has shrunk to this share.
  var nonNegativeTolerance = 1e-4
  /// How many starts a consensus takes.
  var consensusStarts = 20
  /// Components of a consensus farther than this from their neighbours are left out.
  var consensusDistance = 0.5

  /// As members of a record, in which every setting is named.
  var value: Value {
    [
      "fa_max_iterations": .int(Int64(factorIterations)), "fa_tolerance": .double(factorTolerance),
      "nmf_max_iterations": .int(Int64(nonNegativeIterations)),
      "nmf_tolerance": .double(nonNegativeTolerance),
      "cnmf_starts": .int(Int64(consensusStarts)),
      "cnmf_distance": .double(consensusDistance),
    ]
  }
}
