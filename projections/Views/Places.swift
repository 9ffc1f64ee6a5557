/// Where things of a name stand in an array, with the last answer at hand: most events are about
/// what the one before was about.
struct Places: Equatable, Sendable {
  private struct Answer: Equatable {
    var name: String
    var place: Int
  }

  private var known: [String: Int] = [:]
  private var last: Answer?

  /// The place of a name, or nil when it has none.
  subscript(name: String) -> Int? { known[name] }

  /// The same, remembered for the next time.
  mutating func find(_ name: String) -> Int? {
    if let last, last.name == name { return last.place }
    guard let place = known[name] else { return nil }
    last = Answer(name: name, place: place)
    return place
  }

  /// Gives a name its place.
  mutating func set(_ name: String, _ place: Int) {
    known[name] = place
    last = Answer(name: name, place: place)
  }
}
