import StageKit
import Testing

@testable import CLI

/// What became of everything that the five operating documents name.
@Suite struct DocumentMapTests {
  @Test func `every item of every document is there once, and nothing else`() throws {
    let map = try DocumentMap.page()
    for (document, expected) in DocumentItems.all {
      let found = map.rows.filter { $0.document == document }.flatMap(\.items)
      #expect(Set(found).count == found.count, "\(document): an item is there twice")
      let missing = Set(expected).subtracting(found).sorted()
      #expect(missing == [], "\(document) names what has no row")
      let added = Set(found).subtracting(expected).sorted()
      #expect(added == [], "\(document) does not name what has a row")
    }
    #expect(Set(map.rows.map(\.document)) == Set(DocumentItems.all.map(\.document)))
  }

  @Test func `every row says what it became, or that it is not there`() throws {
    for row in try DocumentMap.page().rows {
      #expect(!row.references.isEmpty || row.isOpen, "\(row.document): \(row.items)")
    }
  }

  @Test func `every verb and option is one of the program's`() throws {
    let verbs = VerbTable.verbs
    for reference in try references("verb") {
      #expect(verbs.contains { $0.name == reference }, "there is no verb '\(reference)'")
    }
    for reference in try references("option") {
      let words = reference.components(by: " --")
      let verb = verbs.first { $0.name == words.first }
      let option = verb?.allOptions.first { $0.name == words.last }
      #expect(option != nil, "there is no option '\(reference)'")
    }
  }

  @Test func `every event is in the catalogue, and is emitted`() throws {
    let catalogue = try DocumentMap.text("docs/EVENTS.md")
    for reference in try references("event") {
      let heading = try #require(
        catalogue.firstRange(of: "### `\(reference)`"), "there is no event '\(reference)'")
      let entry = catalogue[heading.upperBound...]
      let description = entry[..<(entry.firstRange(of: "\n### ")?.lowerBound ?? entry.endIndex)]
      #expect(
        !description.contains("emitted by: nobody yet"), "nothing emits event '\(reference)'")
    }
  }

  @Test func `every view and key is described`() throws {
    let views = Set(DocumentMap.spans(try DocumentMap.text("projections/VIEWS.md")))
    for reference in try references("view") {
      #expect(views.contains(reference), "there is no view '\(reference)'")
    }
    let keys = Set(DocumentMap.spans(try DocumentMap.text("docs/STUDIES.md")))
    for reference in try references("key") {
      #expect(keys.contains(reference), "there is no key '\(reference)'")
    }
  }

  @Test func `every stage, output and parameter is one of a skeleton`() throws {
    for kind in ["stage", "output", "parameter"] {
      for reference in try references(kind) {
        let parts = reference.split(separator: "/", maxSplits: 1).map(String.init)
        let study = try DocumentMap.text("docs/studies/skeletons/\(parts[0])/study.yaml")
        let wanted = kind == "stage" ? "- name: \(parts[1])" : "\(parts[1]):"
        let lines = study.split(separator: "\n").map { line in
          line.split(separator: " #").first.map(String.init) ?? ""
        }
        let isThere = lines.contains { line in
          kind == "stage"
            ? line.trimmed == wanted
            : line.trimmed.hasPrefix(wanted) || line.contains("{\(wanted)")
              || line.contains(" \(wanted)")
        }
        #expect(isThere, "there is no \(kind) '\(reference)'")
      }
    }
  }

  @Test func `rows and references are recognised`() {
    let text = "## 007: x\n\n| `a` `b c` | verb `run`, and an event `x.y`; still to come |\n"
    let map = DocumentMap(parsing: text)
    #expect(map.rows.map(\.items) == [["a", "b c"]])
    #expect(map.rows.map(\.document) == ["007"])
    #expect(map.rows[0].references.map(\.kind) == ["verb", "event"])
    #expect(map.rows[0].references.map(\.name) == ["run", "x.y"])
    #expect(map.rows[0].isOpen)
    #expect(DocumentMap(parsing: "| a | verb `run` |\n| `a` | nothing |").rows.count == 1)
  }

  private func references(_ kind: String) throws -> [String] {
    let names = try DocumentMap.page().rows.flatMap(\.references).filter { $0.kind == kind }
    let sorted = Set(names.map(\.name)).sorted()
    #expect(!sorted.isEmpty, "no row refers to a \(kind)")
    return sorted
  }
}

extension String {
  /// The parts between a separator.
  fileprivate func components(by separator: String) -> [String] {
    guard let range = firstRange(of: separator) else { return [self] }
    return [String(self[..<range.lowerBound]), String(self[range.upperBound...])]
  }

  /// Without spaces at both ends.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
