/// Writes a text to a place, or to another one.
struct CreatePlan: TaskProcedure {
  let path: String
  let content: String
  let fallback: String?

  func compose(with tools: ReferenceTools) throws(EarlyEnd) -> [Deliverable] {
    [Deliverable(path: path, bytes: Array(content.utf8), fallback: fallback)]
  }

  /// Compares the text with the file that holds the same.
  func recompose(
    _ delivered: [Deliverable], with tools: ReferenceTools
  ) throws(EarlyEnd) -> [Deliverable] {
    guard let source = tools.brief.files.first?.path, let lines = try tools.lines(of: source) else {
      return delivered
    }
    try tools.work(lines: lines.count)
    let expected = content.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines != expected && lines + [""] != expected {
      // The instruction is what was asked for; the copy may be the one that is wrong.
      tools.log.note(.note, "'\(source)' differs from the text of the instruction, which stands")
    }
    return delivered
  }
}

/// Adds a text to the end of a file and leaves its neighbour alone.
struct AppendPlan: TaskProcedure {
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
