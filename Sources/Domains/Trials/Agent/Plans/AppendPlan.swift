/// Adds a text to the end of a file and leaves its neighbour alone.
struct AppendPlan: TaskPlan {
  let path: String
  let addition: String
  let untouchable: String?

  var notices: [String] {
    untouchable.map { ["'\($0)' is read-only and must not be changed"] } ?? []
  }

  func compose(with tools: ReferenceTools) throws(EarlyEnd) -> [Deliverable] {
    guard let lines = try tools.lines(of: path) else {
      throw .unsatisfiable("'\(path)' may not be read")
    }
    try tools.work(lines: lines.count)
    let former = lines.map { $0 + "\n" }.joined()
    return [Deliverable(path: path, bytes: Array(addition.utf8), former: Array(former.utf8))]
  }

  /// Looks whether the untouchable neighbour can still be read; what was added is not added twice.
  func recompose(
    _ delivered: [Deliverable], with tools: ReferenceTools
  ) throws(EarlyEnd) -> [Deliverable] {
    if let untouchable { _ = try tools.lines(of: untouchable) }
    return delivered
  }
}
