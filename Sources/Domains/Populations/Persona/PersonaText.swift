/// One person in words.
enum PersonaText {
  /// The lines of a person: who they are, what is most relevant to a decision, and the rest by
  /// groups.
  static func lines(
    _ config: PersonaConfig, names: [String], row: [Datum], relevant: [String] = []
  ) -> [String] {
    func value(_ attribute: String) -> Datum {
      names.firstIndex(of: attribute).map { row[$0] } ?? .none
    }
    var intro = config.intro
    for name in names where intro.contains("{\(name)}") {
      let text = value(name).text.split(separator: "_").joined(separator: " ")
      intro = intro.split(separator: "{\(name)}", omittingEmptySubsequences: false)
        .joined(separator: text)
    }
    var lines = ["## Who I Am", "", intro, ""]
    if !relevant.isEmpty {
      lines += ["## Most Relevant to This Decision", ""]
      for name in relevant { lines.append("- \(words(config, name, value(name)))") }
      lines.append("")
    }
    for group in config.groups {
      let rest = group.attributes.filter { !relevant.contains($0) && names.contains($0) }
      guard !rest.isEmpty else { continue }
      lines += ["## \(group.label)", ""]
      for name in rest { lines.append("- \(words(config, name, value(name)))") }
      lines.append("")
    }
    return lines
  }

  /// The words for one value.
  static func words(_ config: PersonaConfig, _ attribute: String, _ value: Datum) -> String {
    guard let phrase = config.phrase(attribute) else { return "\(attribute): \(value.text)" }
    switch value {
    case .bool(let flag): return flag ? phrase.truePhrase : phrase.falsePhrase
    case .text(let text):
      return phrase.phrases.first { $0.option == text }?.phrase ?? "\(attribute): \(text)"
    case .int, .number:
      let number = value.asNumber ?? 0
      let isRelative =
        config.treatments.first { $0.attribute == attribute }?.treatment == .relative
      if isRelative, phrase.labels.count == 5,
        let stats = config.stats.first(where: { $0.attribute == attribute })?.stats
      {
        return phrase.labels[label(number, stats)]
      }
      let text = formatted(number, phrase.format ?? "d")
      let said = phrase.template.split(separator: "{value}", omittingEmptySubsequences: false)
        .joined(separator: text)
      return "\(phrase.prefix)\(said)\(phrase.suffix)"
    case .none, .list: return "\(attribute): unknown"
    }
  }

  /// Which of five labels a number gets, by its distance from the mean in spreads: below -1, below
  /// -0.3, up to 0.3, up to 1, above.
  static func label(_ number: Double, _ stats: PersonaConfig.Stats) -> Int {
    guard stats.std > 0 else { return 2 }
    let z = (number - stats.mean) / stats.std
    if z < -1 { return 0 }
    if z < -0.3 { return 1 }
    if z <= 0.3 { return 2 }
    return z <= 1 ? 3 : 4
  }

  /// A number by a format: `d`, `.2f`, `,d`, `,.0f`, `%`, or `time12` and `time24` of decimal
  /// hours.
  static func formatted(_ number: Double, _ format: String) -> String {
    if format == "time12" || format == "time24" {
      let minutes = Int((number * 60).rounded()) % 1440
      let (hour, minute) = ((minutes + 1440) % 1440 / 60, (minutes + 1440) % 60)
      let padded = minute < 10 ? "0\(minute)" : "\(minute)"
      if format == "time24" { return "\(hour < 10 ? "0" : "")\(hour):\(padded)" }
      return "\(hour % 12 == 0 ? 12 : hour % 12):\(padded) \(hour < 12 ? "AM" : "PM")"
    }
    let hasCommas = format.contains(",")
    let isPercent = format.hasSuffix("%")
    let places = format.split(separator: ".").last.flatMap { $0.first?.wholeNumberValue }
    let digits = format.contains(".") ? places ?? 0 : 0
    let text = Shown.fixed(isPercent ? number * 100 : number, digits)
    guard hasCommas else { return isPercent ? "\(text)%" : text }
    let parts = text.split(separator: ".")
    var whole = ""
    let figures = parts[0].filter(\.isNumber)
    for (place, figure) in figures.enumerated() {
      if place > 0, (figures.count - place) % 3 == 0 { whole += "," }
      whole.append(figure)
    }
    let sign = text.hasPrefix("-") ? "-" : ""
    return sign + whole + (parts.count > 1 ? ".\(parts[1])" : "") + (isPercent ? "%" : "")
  }
}
