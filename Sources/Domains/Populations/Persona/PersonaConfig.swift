import Numerics
import StageKit
import YAML

/// How people are put into words: an introduction, groups of attributes, and phrases for their
/// values.
struct PersonaConfig: Sendable {
  /// The mean and spread of an attribute over everybody.
  struct Stats: Sendable {
    let mean: Double
    let std: Double
    let min: Double
    let max: Double
    let count: Int
  }

  struct Phrase: Sendable {
    /// For numbers that are said as such: `{value}` with a format.
    var template = "{value}"
    var format: String?
    var prefix = ""
    var suffix = ""
    /// For numbers that are said by comparison: much below, below, average, above, much above.
    var labels: [String] = []
    var truePhrase = ""
    var falsePhrase = ""
    /// For categories: a phrase for each option.
    var phrases: [(option: String, phrase: String)] = []
  }

  enum Treatment: String, CaseIterable, Sendable { case concrete, relative }

  var description = ""
  var intro = ""
  var treatments: [(attribute: String, treatment: Treatment, group: String)] = []
  var groups: [(name: String, label: String, attributes: [String])] = []
  var phrases: [(attribute: String, phrase: Phrase)] = []
  var stats: [(attribute: String, stats: Stats)] = []

  /// The words for an attribute.
  func phrase(_ attribute: String) -> Phrase? {
    phrases.first { $0.attribute == attribute }?.phrase
  }

  /// Makes the words from what attributes are, and the numbers from everybody who was drawn.
  init(_ spec: PopulationSpec, _ table: AgentTable) {
    description = spec.description
    let known = ["age", "gender", "region_type"].filter { spec.attribute($0) != nil }
    intro =
      known.count == 3
      ? "I am {age} years old, {gender}, and live in a {region_type} area."
      : "I am one of \(spec.description)."
    let labels: [(Attribute.Category, String, String)] = [
      (.universal, "life", "My life"), (.populationSpecific, "situation", "My situation"),
      (.contextSpecific, "context", "What matters here"),
      (.personality, "character", "My character"),
    ]
    for (category, name, label) in labels {
      let members = spec.attributes.filter { $0.category == category }
      guard !members.isEmpty else { continue }
      groups.append((name, label, members.map(\.name)))
      for attribute in members {
        let isScale = attribute.kind == .float && attribute.category != .universal
        treatments.append((attribute.name, isScale ? .relative : .concrete, name))
        phrases.append((attribute.name, Self.phrase(for: attribute, isScale: isScale)))
      }
    }
    for attribute in spec.attributes where attribute.isNumeric {
      let values = (table.column(attribute.name) ?? []).compactMap(\.asNumber)
      guard let mean = Descriptive.mean(values).value else { continue }
      stats.append(
        (
          attribute.name,
          Stats(
            mean: mean, std: Descriptive.standardDeviation(values).value ?? 0,
            min: values.min() ?? mean, max: values.max() ?? mean, count: values.count)
        ))
    }
  }

  private static func phrase(for attribute: Attribute, isScale: Bool) -> Phrase {
    let words = attribute.name.split(separator: "_").joined(separator: " ")
    var phrase = Phrase()
    switch attribute.kind {
    case .boolean:
      phrase.truePhrase = "\(words): yes"
      phrase.falsePhrase = "\(words): no"
    case .categorical:
      phrase.phrases = (attribute.distribution?.options ?? []).map { option in
        (option, "\(words): \(option.split(separator: "_").joined(separator: " "))")
      }
    case .int, .float:
      phrase.prefix = "\(words): "
      if attribute.name.contains("income") || attribute.name.contains("spending")
        || attribute.name.contains("bill")
      {
        phrase.format = ",.0f"
        phrase.suffix = " dollars"
      } else {
        phrase.format = attribute.kind == .int ? "d" : ".1f"
      }
      if isScale {
        phrase.labels = [
          "much less than most", "less than most", "about average", "more than most",
          "much more than most",
        ].map { "\(words): \($0)" }
      }
    }
    return phrase
  }

  /// The words as a file.
  var node: Node {
    func entries(_ body: (Phrase) -> [(String, Node?)]?) -> Node {
      .list(
        phrases.compactMap { attribute, phrase in
          body(phrase).map { .map([("attribute", .text(attribute))] + $0) }
        })
    }
    let relative = ["much_below", "below", "average", "above", "much_above"]
    return .map([
      ("population_description", .text(description)), ("created_at", .null),
      ("intro_template", .text(intro)),
      (
        "treatments",
        .list(
          treatments.map {
            .map([
              ("attribute", .text($0.attribute)), ("treatment", .text($0.treatment.rawValue)),
              ("group", .text($0.group)),
            ])
          })
      ),
      (
        "groups",
        .list(
          groups.map {
            .map([
              ("name", .text($0.name)), ("label", .text($0.label)),
              ("attributes", .list($0.attributes.map(Node.text))),
            ])
          })
      ),
      (
        "phrasings",
        .map([
          (
            "boolean",
            entries { phrase in
              phrase.truePhrase.isEmpty
                ? nil
                : [
                  ("true_phrase", .text(phrase.truePhrase)),
                  ("false_phrase", .text(phrase.falsePhrase)),
                ]
            }
          ),
          (
            "categorical",
            entries { phrase in
              phrase.phrases.isEmpty
                ? nil : [("phrases", .map(phrase.phrases.map { ($0.option, .text($0.phrase)) }))]
            }
          ),
          (
            "relative",
            entries { phrase in
              phrase.labels.isEmpty
                ? nil
                : [("labels", .map(zip(relative, phrase.labels).map { ($0, .text($1)) }))]
            }
          ),
          (
            "concrete",
            entries { phrase in
              phrase.format == nil
                ? nil
                : [
                  ("template", .text(phrase.template)),
                  ("format_spec", phrase.format.map(Node.text)),
                  ("prefix", .text(phrase.prefix)), ("suffix", .text(phrase.suffix)),
                ]
            }
          ),
        ])
      ),
      (
        "population_stats",
        .map([
          (
            "stats",
            .map(
              stats.map { attribute, stats in
                (
                  attribute,
                  .map([
                    ("mean", .number(stats.mean)), ("std", .number(stats.std)),
                    ("min", .number(stats.min)), ("max", .number(stats.max)),
                    ("count", .int(stats.count)),
                  ])
                )
              })
          )
        ])
      ),
    ])
  }
}
