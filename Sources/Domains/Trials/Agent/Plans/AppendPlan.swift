/// Adds a text to the end of a file and leaves its neighbour alone.
struct AppendPlan: TaskPlan {
  let path: String
  let addition: String
  let untouchable: String?

  var notices: [String] {
    untouchable.map { ["'\($0)' is read-only and must not be changed"] } ?? []
  }

  func compose(with hands: Hands) throws(Setback) -> [Deliverable] {
    guard let lines = try hands.lines(of: path) else {
      throw .unsatisfiable("'\(path)' may not be read")
    }
    try hands.work(lines: lines.count)
    let former = lines.map { $0 + "\n" }.joined()
    return [Deliverable(path: path, bytes: Array(addition.utf8), former: Array(former.utf8))]
  }

  /// Looks whether the untouchable neighbour can still be read; what was added is not added twice.
  func recompose(
    _ delivered: [Deliverable], with hands: Hands
  ) throws(Setback) -> [Deliverable] {
    if let untouchable { _ = try hands.lines(of: untouchable) }
    return delivered
  }
}
