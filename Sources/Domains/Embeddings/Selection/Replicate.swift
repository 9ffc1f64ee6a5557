import Bytes
import Codecs
import Crypto
import Files
import Numerics
import StageKit

/// One unit of plan 0: a method, a number of dimensions and a seed, and its three files.
struct Replicate {
  let method: Method
  let count: Int
  let seed: Int64
  /// The loadings, a row for each gene.
  var loadings: Matrix
  /// What the method says of itself, and what the result was made of.
  var extras: StageFields

  /// Where a unit lies below a study's directory.
  static func path(_ method: Method, _ count: Int, _ seed: Int64) -> String {
    "\(parent(method, count))/replicates/seed_\(seed)"
  }

  /// Where all units of a method and a number of dimensions lie.
  static func parent(_ method: Method, _ count: Int) -> String {
    "analysis/plan0/stability/\(method.rawValue)/k_\(count)"
  }

  /// What a unit's result depends on.
  static func digest(
    _ data: PreparedData, _ method: Method, _ count: Int, _ seed: Int64,
    _ settings: MethodSettings, _ algebra: LinearAlgebra
  ) -> String {
    let text =
      "\(data.digest) \(method.rawValue) \(count) \(seed) \(JSON.string(settings.value)) "
      + algebra.pins
    return SHA256.hash(Array(text.utf8)).hex
  }

  /// Reads a unit's loadings and extras.
  init(directory: String) throws(StageError) {
    let path = PathName.join(directory, "extras.json")
    extras = try StageFiles.readFields(path)
    method = try Method(try extras.text("method"))
    count = try extras.integer("k")
    seed = Int64(try extras.integer("seed"))
    let file = PathName.join(directory, "loadings.npy")
    loadings = try MatrixFile.decode(StageFiles.read(file), name: file)
    let genes = try extras.integer("genes")
    try require(
      loadings.columns == count && loadings.rows == genes,
      "'\(file)' is \(loadings.rows) by \(loadings.columns), and its extras say "
        + "otherwise; delete '\(directory)' and fit again")
  }

  /// Fits a unit and writes it, the extras last: where they are, the rest is.
  static func fit(
    _ data: PreparedData, _ method: Method, _ count: Int, _ seed: Int64,
    _ settings: MethodSettings, to directory: String, _ algebra: LinearAlgebra
  ) throws(StageError) -> Embedding {
    if method.needsNonNegative { try data.demandNonNegative(method) }
    let embedding = try method.fit(data, count: count, seed: seed, settings: settings, algebra)
    let health = EmbeddingHealth(embedding, algebra)
    guard health.isFinite else {
      throw .invalid(
        "\(method.rawValue) with K \(count) gave values that are not finite",
        hint: "leave K \(count) out of params.ks, or '\(method.rawValue)' out of params.methods")
    }
    let files = [
      ("scores.npy", MatrixFile.encodeSingle(embedding.scores)),
      ("loadings.npy", MatrixFile.encodeSingle(embedding.loadings)),
    ]
    var extras = embedding.extras
    for (name, value) in [
      ("method", Value.text(method.rawValue)), ("k", .int(Int64(count))), ("seed", .int(seed)),
      ("cells", .int(Int64(embedding.scores.rows))),
      ("genes", .int(Int64(embedding.loadings.rows))),
      ("tag", .text(data.tag)), ("seed_matters", .bool(method.dependsOnSeed)),
      ("digest", .text(digest(data, method, count, seed, settings, algebra))),
      ("health", health.value),
      ("blas", .text(algebra.pins)),
      ("files", .map(files.reduce(into: [:]) { $0[$1.0] = .text(SHA256.hash($1.1).hex) })),
    ] { extras[name] = value }
    for (name, bytes) in files { try writeAtomically(PathName.join(directory, name), bytes) }
    try writeAtomically(
      PathName.join(directory, "extras.json"), JSON.encode(.map(extras), pretty: true))
    return embedding
  }

  /// Whether a directory holds the whole result of what has this digest, unchanged.
  static func isFitted(_ directory: String, digest: String) -> Bool {
    guard let extras = try? StageFiles.readFields(PathName.join(directory, "extras.json")),
      (try? extras.text("digest")) == digest, let files = extras.map["files"]?.asMap
    else { return false }
    return files.count == 2
      && files.allSatisfy { name, value in
        (try? StageFiles.digest(large: PathName.join(directory, name))) == value.asText
      }
  }

  private static func writeAtomically(_ path: String, _ bytes: [UInt8]) throws(StageError) {
    do throws(FileError) {
      try FileSystem.makeDirectories(PathName.parent(path))
      try FileSystem.writeAtomically(path, bytes, sync: false)
    } catch {
      throw StageError(error)
    }
  }
}

/// Whether an embedding is one: finite, of full rank, no dimension empty or double.
struct EmbeddingHealth {
  /// Whether every score and loading is finite.
  let isFinite: Bool
  /// The smallest variance of a dimension's scores.
  let smallestVariance: Double
  /// The largest absolute correlation of two dimensions' scores; 0 of a single one.
  let largestCorrelation: Double
  /// How many singular values of the centred scores are above 1e-10 of the largest.
  let rank: Int
  /// How many dimensions there are.
  let count: Int

  init(_ embedding: Embedding, _ algebra: LinearAlgebra) {
    let scores = embedding.scores
    count = scores.columns
    isFinite =
      scores.values.allSatisfy(\.isFinite) && embedding.loadings.values.allSatisfy(\.isFinite)
    smallestVariance = scores.columnVariances.min() ?? 0
    let correlations = PairStability.correlations(scores, scores)
    var largest = 0.0
    for (row, values) in correlations.enumerated() {
      for column in values.indices where column != row { largest = max(largest, values[column]) }
    }
    largestCorrelation = largest
    let singular =
      isFinite ? try? algebra.singularValues(StandardScores(scores).all).values : nil
    let threshold = 1e-10 * (singular?.first ?? 0)
    rank = singular?.count { $0 > threshold } ?? 0
  }

  /// Whether nothing is wrong.
  var isSane: Bool {
    isFinite && smallestVariance > 1e-10 && largestCorrelation <= 0.999 && rank == count
  }

  /// The numbers, as gates read them.
  var value: Value {
    [
      "finite": .int(isFinite ? 1 : 0), "smallest_variance": .double(smallestVariance),
      "largest_correlation": .double(largestCorrelation), "rank": .int(Int64(rank)),
      "rank_deficit": .int(Int64(count - rank)), "sane": .int(isSane ? 1 : 0),
    ]
  }
}
