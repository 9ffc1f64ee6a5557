import StageKit

/// A way of choosing genes, with its parameters, as a token names it.
enum GeneFilter: Equatable {
  /// Every gene.
  case all
  /// The genes of the highest variance.
  case variable(count: Int)
  /// The genes expressed in enough cells, those that mark the positive cells, and no noise.
  case expressed(share: Double, ratio: Double)
  /// The genes whose distribution differs between the labels.
  case differential(level: Double, change: Double)
  /// The most variable genes, and those that mark the positive cells.
  case hybrid(count: Int, share: Double, ratio: Double)

  /// Whether the choice looks at the labels, so that what is measured with them afterwards is
  /// biased.
  var usesLabels: Bool {
    switch self {
    case .all, .variable: false
    case .expressed, .differential, .hybrid: true
    }
  }

  /// The name of the choice in paths.
  var tag: String {
    switch self {
    case .all: "all"
    case .variable(let count): "hvg_\(count)"
    case .expressed(let share, let ratio): "all_filtered_minfrac\(share)_ratio\(ratio)"
    case .differential(let level, let change): "deg_weak_q\(level)_lfc\(change)"
    case .hybrid(let count, let share, let ratio):
      "hybrid_hvg\(count)_minfrac\(share)_ratio\(ratio)"
    }
  }

  /// Reads a token (`hvg`, `all_filtered`, `deg_weak_screen`, `hybrid`, `all`), or a tag with its
  /// parameters: `hvg_300`.
  init(_ token: String) throws(StageError) {
    var parts = token.split(separator: "_", omittingEmptySubsequences: false).map(String.init)[...]
    func number(_ name: String, default fallback: Double) throws(StageError) -> Double {
      guard let part = parts.first, part.hasPrefix(name) else { return fallback }
      parts.removeFirst()
      guard let value = Double(part.dropFirst(name.utf8.count)), value.isFinite, value >= 0 else {
        throw Self.unknown(token)
      }
      return value
    }
    func count(_ name: String) throws(StageError) -> Int {
      let value = try number(name, default: 3000)
      guard let count = Int(exactly: value), count > 0 else { throw Self.unknown(token) }
      return count
    }
    switch parts.prefix(2) {
    case ["all", "filtered"]:
      parts = parts.dropFirst(2)
      let share = try number("minfrac", default: 0.01)
      self = .expressed(share: share, ratio: try number("ratio", default: 20))
    case ["deg", "weak"]:
      parts = parts.dropFirst(2)
      if parts.first == "screen" { parts.removeFirst() }
      let level = try number("q", default: 0.1)
      self = .differential(level: level, change: try number("lfc", default: 0.05))
    case let start where start.first == "hybrid":
      parts.removeFirst()
      let genes = try count("hvg")
      let share = try number("minfrac", default: 0.01)
      self = .hybrid(count: genes, share: share, ratio: try number("ratio", default: 20))
    case let start where start.first == "hvg":
      parts.removeFirst()
      self = .variable(count: try count(""))
    case ["all"]:
      parts.removeFirst()
      self = .all
    default: throw Self.unknown(token)
    }
    guard parts.isEmpty else { throw Self.unknown(token) }
  }

  private static func unknown(_ token: String) -> StageError {
    let known = ["all", "hvg", "all_filtered", "deg_weak_screen", "hybrid"]
    return .usage(
      "there is no gene filter '\(token)'",
      hint: Hint.choice(token, among: known) ?? "\(Hint.quoted(known, last: "and")), or a tag like "
        + "'hvg_300'")
  }
}
