import Codecs
import StageKit

/// The requests for clarification in a log.
struct ClarificationCount: Sendable, Equatable {
  /// One entry that asks.
  struct Request: Sendable, Equatable {
    let timestamp: String
    let content: String
    let category: String
  }

  let requests: [Request]
  /// The names of all categories, in the order in which they are tried.
  let categories: [String]

  /// Counts the entries whose message holds the words of a pattern.
  init(_ log: LogRecord, _ rubric: Rubric) throws(StageError) {
    let rules = try Rules(rubric.fields)
    requests = log.entries.compactMap { entry in
      guard let category = rules.category(of: entry.message) else { return nil }
      return Request(timestamp: entry.timestamp, content: entry.message, category: category)
    }
    categories = rules.categories.map(\.name) + [rules.otherwise]
  }

  /// The metric as the scorecard has it.
  var value: Value {
    let counts = categories.map { category in
      (category, Value.count(requests.count { $0.category == category }))
    }
    return [
      "total_count": .count(requests.count),
      "requests": .array(
        requests.map {
          [
            "timestamp": .text($0.timestamp), "content": .text($0.content),
            "category": .text($0.category),
          ]
        }),
      "categories": .map(ValueMap(counts)),
    ]
  }

  /// The patterns and categories of the rubric.
  private struct Rules {
    struct Category {
      let name: String
      let words: [String]
    }

    let patterns: [[String]]
    let categories: [Category]
    let otherwise: String

    init(_ fields: StageFields) throws(StageError) {
      var patterns: [[String]] = []
      for pattern in fields.map["patterns"]?.asArray ?? [] {
        let words = (pattern.asArray ?? []).compactMap(\.asText)
        try require(
          !words.isEmpty && words.count == pattern.asArray?.count,
          "\(fields.place): a pattern is a list of words")
        patterns.append(words)
      }
      try require(!patterns.isEmpty, "\(fields.place) has no 'patterns'")
      self.patterns = patterns
      categories = try fields.list("categories") { (fields) throws(StageError) in
        Category(name: try fields.text("name"), words: try fields.texts("words"))
      }
      otherwise = try fields.text("otherwise")
      if let twice = (categories.map(\.name) + [otherwise]).firstRepeated {
        throw .invalid("\(fields.place): category '\(twice)' is there twice")
      }
    }

    /// The category of a message, or nil where it asks for nothing.
    func category(of message: String) -> String? {
      let message = WordSearch(message)
      guard patterns.contains(where: { message.holds(inOrder: $0) }) else { return nil }
      let category = categories.first { category in
        category.words.contains { message.holds($0) }
      }
      return category?.name ?? otherwise
    }
  }
}
