import Projections
import Study
import Testing

/// Conditions as long and as deep as they may be, which the database must understand as well.
@Suite struct FilterDepthTests {
  private let store = ViewStore(path: nil)

  init() throws { try store.catchUp(try LedgerStory(try Story.wholeStudy()).ledger) }

  private func runs(_ text: String) throws -> [String] {
    var query = RunQuery()
    query.filter = try Condition(text)
    return try store.runs(query).rows.map(\.run).sorted()
  }

  @Test func `what is joined or nested is what it says, however much of it there is`() throws {
    let simple = "seed > 42"
    let expected = try runs(simple)
    let all = try runs("seed > 0")
    #expect(!expected.isEmpty && expected.count < all.count)
    let most = Condition.testsMax
    let deep = Condition.depthMax - 1
    func nested(_ before: String, _ after: String, _ depth: Int) -> String {
      String(repeating: before, count: depth) + simple + String(repeating: after, count: depth)
    }
    let texts = [
      [String](repeating: simple, count: most).joined(separator: " and "),
      [String](repeating: simple, count: most).joined(separator: " or "),
      nested("not ", "", deep / 2 * 2), nested("(\(simple) and ", ")", deep),
      nested("(seed < 0 or (\(simple) and ", "))", deep / 2),
      nested("not (not \(simple) or not (seed < 0 or ", "))", deep / 5),
      nested("(", " and \(simple))", deep),
      "not seed in (\((0...42).map(String.init).joined(separator: ", ")))",
    ]
    for text in texts { #expect(try runs(text) == expected, "\(text.prefix(60))") }
  }
}
