import StageKit
import YAML

/// The seeds of a study, or of one of its levels.
struct SeedsRead {
  /// The study seed.
  var seed: Int64
  /// Seeds given outright.
  var listed: [Int64]
  /// How many to derive instead.
  var count: Int?
  /// Where seeds for all levels were given.
  var place: Item?
}

/// Reads `seed` and `seeds` at the top of a study file.
struct SeedReader {
  private let section: Section

  init(_ section: Section) { self.section = section }

  /// The seeds; without any the study seed is 1, with a warning.
  func read() -> SeedsRead {
    let given = section["seeds"]
    let (listed, count) = given?.seeds() ?? ([], nil)
    let seed = section["seed"]?.seed()
    if section["seed"] == nil, listed.isEmpty {
      section.item.problems.warn(
        "no 'seed' is given, so the study seed is 1", line: section.item.node.mark.line)
    }
    return SeedsRead(seed: seed ?? listed.first ?? 1, listed: listed, count: count, place: given)
  }
}

extension Item {
  func seed() -> Int64? {
    if let number = node.asInt, number < 0 {
      fail("\(name) must not be negative, found \(number)")
      return nil
    }
    return wholeNumber(in: 0...Int64.max)
  }

  /// A number of seeds to derive, or the seeds themselves.
  func seeds() -> (listed: [Int64], count: Int?) {
    guard node.asSequence != nil else {
      guard node.asInt != nil else {
        mismatch("a number of seeds or a list of seeds")
        return ([], nil)
      }
      return ([], wholeNumber(in: 1...Limits.seedCountMax).map { Int($0) })
    }
    var listed: [Int64] = []
    let elements = elements() ?? []
    if elements.isEmpty { fail("\(name) must hold at least one seed") }
    if elements.count > Int(Limits.seedCountMax) {
      fail("\(name) holds at most \(Limits.seedCountMax) seeds, found \(elements.count)")
      return ([], nil)
    }
    var known: Set<Int64> = []
    for element in elements {
      guard let seed = element.seed() else { continue }
      if known.insert(seed).inserted {
        listed.append(seed)
      } else {
        element.fail("seed \(seed) is listed twice, which would be the same run")
      }
    }
    return (listed, nil)
  }
}
