/// Writes a text to a place, or to another one.
struct CreatePlan: TaskPlan {
  let path: String
  let content: String
  let fallback: String?

  func compose(with hands: Hands) throws(Setback) -> [Deliverable] {
    [Deliverable(path: path, bytes: Array(content.utf8), fallback: fallback)]
  }

  /// Compares the text with the file that holds the same.
  func recompose(
    _ delivered: [Deliverable], with hands: Hands
  ) throws(Setback) -> [Deliverable] {
    guard let source = hands.brief.files.first?.path, let lines = try hands.lines(of: source) else {
      return delivered
    }
    try hands.work(lines: lines.count)
    let expected = content.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines != expected && lines + [""] != expected {
      // The instruction is what was asked for; the copy may be the one that is wrong.
      hands.log.note(.note, "'\(source)' differs from the text of the instruction, which stands")
    }
    return delivered
  }
}
