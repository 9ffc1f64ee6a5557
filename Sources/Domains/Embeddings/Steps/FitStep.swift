import Codecs
import Files
import Numerics
import StageKit

/// Fits one unit of plan 0: a method, a number of dimensions, a seed.
enum FitStep: EmbeddingStep {
  static let name = "fit"
  static let summary = "fit one method with one K and one seed"
  static let options =
    DataArguments.options + [
      .value("method", nil, "METHOD", "the method"), .value("k", nil, "K", "number of dimensions"),
      .value("seed", nil, "N", "the seed (42)"),
    ] + MethodSettings.options

  static func work(_ call: StepCall) throws(StageError) -> Int32 {
    let arguments = call.arguments
    guard let word = arguments.value("method"), let count = try arguments.int("k", in: 1...10_000)
    else { throw .usage("'fit' needs --method and --k") }
    let method = try Method(word)
    let seed = try arguments.int("seed", in: 0...Int64(Int32.max)) ?? 42
    let settings = try MethodSettings(arguments)
    let data = try DataArguments(call)
    let algebra = try LinearAlgebra.opened()
    let embedding = try Replicate.fit(
      data.data, method, Int(count), seed, settings, to: data.output, algebra)
    try call.events.note("computed by \(algebra.pins)")
    let health = EmbeddingHealth(embedding, algebra)
    try StageFiles.write(
      PathName.join(data.output, "embedding.json"), JSON.encode(health.value, pretty: true))
    if !health.isSane {
      try call.events.note(
        "\(word) with K \(count) has dimensions that are empty or the same",
        next: "leave K \(count) out of params.ks: the data have no \(count) dimensions of '\(word)'"
      )
    }
    try call.events.metric("finite", health.isFinite ? 1 : 0)
    try call.events.metric("smallest_variance", health.smallestVariance)
    try call.events.metric("largest_correlation", health.largestCorrelation)
    try call.events.metric("rank_deficit", Double(health.count - health.rank))
    return 0
  }
}

extension LinearAlgebra {
  /// Opens the library, or says which package is missing.
  static func opened() throws(StageError) -> LinearAlgebra {
    do throws(LinearAlgebraError) {
      return try LinearAlgebra()
    } catch {
      throw StageError(.unavailable, error.message)
    }
  }
}
