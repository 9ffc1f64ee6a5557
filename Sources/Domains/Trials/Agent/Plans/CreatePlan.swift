/// Writes a text to a place, or to another one.
struct CreatePlan: TaskPlan {
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
