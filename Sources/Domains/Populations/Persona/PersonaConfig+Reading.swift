import StageKit
import YAML

extension PersonaConfig {
  /// Reads the words of a file.
  init(path: String, as name: String) throws(StageError) {
    self = try SourceFile.read(path, as: name) { PersonaConfig($0) }
  }

  private init?(_ item: Item) {
    guard
      let section = Section(
        item, owner: "the persona",
        keys: [
          "population_description", "created_at", "intro_template", "treatments", "groups",
          "phrasings", "population_stats",
        ]), let template = section.required("intro_template")?.scalarText()
    else { return nil }
    intro = template
    description = section.text("population_description") ?? ""
    treatments = section.list("treatments").compactMap { item in
      guard
        let inner = Section(item, owner: "a treatment", keys: ["attribute", "treatment", "group"]),
        let attribute = inner.required("attribute")?.scalarText()
      else { return nil }
      return (attribute, inner.word("treatment") ?? .concrete, inner.text("group") ?? "")
    }
    groups = section.list("groups").compactMap { item in
      guard let inner = Section(item, owner: "a group", keys: ["name", "label", "attributes"]),
        let name = inner.required("name")?.scalarText()
      else { return nil }
      return (name, inner.text("label") ?? name, inner.texts("attributes"))
    }
    if let item = section["phrasings"],
      let kinds = Section(
        item, owner: "phrasings", keys: ["boolean", "categorical", "relative", "concrete"])
    {
      readPhrases(kinds)
    }
    if let item = section["population_stats"],
      let inner = Section(item, owner: "population_stats", keys: ["stats"])
    {
      stats = inner.members("stats").compactMap { member in
        guard
          let numbers = Section(
            member.value, owner: "the numbers of '\(member.name)'",
            keys: ["mean", "std", "min", "max", "count"])
        else { return nil }
        let mean = numbers.number("mean") ?? 0
        return (
          member.name,
          Stats(
            mean: mean, std: numbers.number("std") ?? 0, min: numbers.number("min") ?? mean,
            max: numbers.number("max") ?? mean, count: numbers.integer("count") ?? 0)
        )
      }
    }
  }

  private mutating func readPhrases(_ kinds: Section) {
    func edit(_ key: String, _ keys: [String], _ body: (inout Phrase, Section) -> Void) {
      for item in kinds.list(key) {
        guard let inner = Section(item, owner: "a phrase", keys: ["attribute"] + keys),
          let attribute = inner.required("attribute")?.scalarText()
        else { continue }
        var phrase = self.phrase(attribute) ?? Phrase()
        body(&phrase, inner)
        phrases.removeAll { $0.attribute == attribute }
        phrases.append((attribute, phrase))
      }
    }
    edit("boolean", ["true_phrase", "false_phrase"]) { phrase, section in
      phrase.truePhrase = section.text("true_phrase") ?? ""
      phrase.falsePhrase = section.text("false_phrase") ?? ""
    }
    edit("categorical", ["phrases", "null_options", "null_phrase", "fallback"]) { phrase, section in
      phrase.phrases = section.members("phrases").map { ($0.name, $0.value.node.asText ?? "") }
    }
    edit("relative", ["labels"]) { phrase, section in
      let labels = section.members("labels").map { ($0.name, $0.value.node.asText ?? "") }
      phrase.labels = ["much_below", "below", "average", "above", "much_above"].map { name in
        labels.first { $0.0 == name }?.1 ?? name
      }
    }
    edit("concrete", ["template", "format_spec", "prefix", "suffix"]) { phrase, section in
      phrase.template = section.text("template") ?? "{value}"
      phrase.format = section.text("format_spec") ?? "d"
      phrase.prefix = section.text("prefix") ?? ""
      phrase.suffix = section.text("suffix") ?? ""
    }
  }
}
