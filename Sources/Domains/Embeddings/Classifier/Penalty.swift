import StageKit

/// What a classifier pays for its coefficients: `alpha (r |b| + (1 - r) b^2 / 2)`.
struct Penalty: Equatable {
  /// The share `r` of absolute values: 1 is L1, 0 is L2.
  let ratio: Double

  static let lasso = Penalty(ratio: 1)
  static let ridge = Penalty(ratio: 0)

  /// `l1`, `l2` or `elasticnet`.
  var family: String { ratio == 1 ? "l1" : ratio == 0 ? "l2" : "elasticnet" }

  /// The penalties that words name, an elastic net for each ratio.
  static func list(_ words: [String], ratios: [Double]) throws(StageError) -> [Penalty] {
    var result: [Penalty] = []
    for word in words {
      switch word {
      case "l1": result.append(.lasso)
      case "l2": result.append(.ridge)
      case "elasticnet":
        for ratio in ratios {
          guard ratio > 0, ratio < 1 else {
            throw .usage("'--l1-ratios' lie between 0 and 1, and \(ratio) does not")
          }
          result.append(Penalty(ratio: ratio))
        }
      default:
        throw .usage(
          "there is no penalty '\(word)'",
          hint: Hint.choice(word, among: ["l1", "l2", "elasticnet"]))
      }
    }
    return result
  }
}
