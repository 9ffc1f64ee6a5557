/// What all figures look like, on light paper and on dark.
///
/// Series differ in colour (of the first two, blue and orange, which every kind of colour vision
/// tells apart), in lightness, and in texture or dash. Nothing is said by colour alone.
public enum FigureStyle {
  /// The style sheet, the same for a file of its own and for a page with many figures.
  ///
  /// Colours are written out where they are used: some renderers know no variables. A dark screen
  /// changes them; print stays light.
  public static let sheet = """
    .figure { color: #1c2127; font: 12px/1.3 system-ui, "Segoe UI", "Helvetica Neue", Arial, \
    sans-serif; }
    .figure text { fill: currentColor; }
    .figure .paper { fill: #ffffff; }
    .figure .small { font-size: 11px; }
    .figure .strong { font-weight: 600; }
    .figure .quiet { fill-opacity: 0.72; }
    .figure .grid { stroke: currentColor; stroke-opacity: 0.14; }
    .figure .axis { stroke: currentColor; stroke-opacity: 0.6; }
    .figure .reference { stroke: currentColor; stroke-opacity: 0.75; stroke-dasharray: 5 4; }
    .figure .whisker { stroke: currentColor; stroke-width: 1.4; fill: none; }
    .figure .point { fill: currentColor; stroke: none; }
    .figure .hollow { fill: #ffffff; stroke: currentColor; stroke-width: 1.5; }
    .figure .band { fill: currentColor; fill-opacity: 0.06; }
    .figure .blank { stroke: currentColor; stroke-opacity: 0.45; }
    .figure .none { fill: none; stroke: currentColor; stroke-opacity: 0.45; }
    .figure .area1 { stroke: #0b5e96; stroke-width: 1.2; }
    .figure .area2 { fill: #e08a1e; stroke: #8f5200; stroke-width: 1.2; }
    .figure .area3 { stroke: #0f766e; stroke-width: 1.2; }
    .figure .area4 { stroke: #9d2f83; stroke-width: 1.2; }
    .figure .area5 { stroke: #4d5661; stroke-width: 1.2; }
    .figure .area6 { stroke: #7a5c00; stroke-width: 1.2; }
    .figure .texture-paper { fill: #ffffff; stroke: none; }
    .figure .texture-paper.mark1 { fill: #dcebf6; }
    .figure .texture-line { stroke-width: 2.2; }
    .figure .curve { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
    .figure .curve.mark2 { stroke-dasharray: 7 3; }
    .figure .curve.mark3 { stroke-dasharray: 2 3; }
    .figure .curve.mark4 { stroke-dasharray: 9 3 2 3; }
    .figure .curve.mark5 { stroke-dasharray: 12 4; }
    .figure .curve.mark6 { stroke-dasharray: 4 2; }
    .figure .spread { stroke: none; fill-opacity: 0.16; }
    .figure .spread1 { fill: #0b5e96; }
    .figure .spread2 { fill: #b45309; }
    .figure .spread3 { fill: #0f766e; }
    .figure .spread4 { fill: #9d2f83; }
    .figure .spread5 { fill: #4d5661; }
    .figure .spread6 { fill: #7a5c00; }
    .figure .mark { fill: #ffffff; fill-opacity: 0.35; stroke-width: 1.6; }
    .figure .mark1 { stroke: #0b5e96; }
    .figure .mark2 { stroke: #b45309; }
    .figure .mark3 { stroke: #0f766e; }
    .figure .mark4 { stroke: #9d2f83; }
    .figure .mark5 { stroke: #4d5661; }
    .figure .mark6 { stroke: #7a5c00; }
    .figure .cell { fill: #0b5e96; stroke: #ffffff; stroke-width: 2; }
    .figure .alarm { fill: none; stroke: currentColor; stroke-width: 2; stroke-dasharray: 4 3; }
    .figure text.on-strong { fill: #ffffff; }
    .figure text.on-middle, .figure text.on-faint { fill: #000000; }
    @media screen and (prefers-color-scheme: dark) {
    .figure { color: #e4e8ed; }
    .figure .paper { fill: #14181d; }
    .figure .hollow { fill: #14181d; }
    .figure .area1 { stroke: #74bdf0; }
    .figure .area2 { fill: #f2a33c; stroke: #ffd08a; }
    .figure .area3 { stroke: #4fd1c0; }
    .figure .area4 { stroke: #f08bd3; }
    .figure .area5 { stroke: #b8c1cc; }
    .figure .area6 { stroke: #e6d05c; }
    .figure .texture-paper { fill: #14181d; }
    .figure .texture-paper.mark1 { fill: #12344f; }
    .figure .spread1 { fill: #74bdf0; }
    .figure .spread2 { fill: #f2a33c; }
    .figure .spread3 { fill: #4fd1c0; }
    .figure .spread4 { fill: #f08bd3; }
    .figure .spread5 { fill: #b8c1cc; }
    .figure .spread6 { fill: #e6d05c; }
    .figure .mark { fill: #14181d; }
    .figure .mark1 { stroke: #74bdf0; }
    .figure .mark2 { stroke: #f2a33c; }
    .figure .mark3 { stroke: #4fd1c0; }
    .figure .mark4 { stroke: #f08bd3; }
    .figure .mark5 { stroke: #b8c1cc; }
    .figure .mark6 { stroke: #e6d05c; }
    .figure .cell { fill: #74bdf0; stroke: #14181d; }
    .figure text.on-strong { fill: #000000; }
    .figure text.on-faint { fill: #ffffff; }
    }

    """

  /// The textures of one figure; identifiers start with its name, since a page holds several.
  ///
  /// Only those are written that the body refers to.
  static func patterns(_ name: String, usedIn body: String) -> String {
    var text = ""
    for index in 0..<Swatch.count where body.contains("#\(texture(index, of: name)))") {
      text += """
        <pattern id="\(texture(index, of: name))" width="6" height="6" \
        patternUnits="userSpaceOnUse" patternTransform="rotate(\(angles[index]))">
        <rect width="6" height="6" class="texture-paper mark\(index + 1)" stroke-width="0"/>
        <line x1="1" y1="0" x2="1" y2="6" class="texture-line mark\(index + 1)"/>
        \(isCrossed[index] ? crossing(index) : "")</pattern>

        """
    }
    if body.contains("#\(blank(name)))") {
      text += """
        <pattern id="\(blank(name))" width="7" height="7" patternUnits="userSpaceOnUse" \
        patternTransform="rotate(-45)">
        <line x1="0" y1="0" x2="0" y2="7" class="none"/>
        </pattern>

        """
    }
    return text.isEmpty ? "" : "<defs>\n\(text)</defs>\n"
  }

  private static let angles = [45, 0, -45, 0, 90, 45]
  private static let isCrossed = [false, false, false, false, false, true]

  private static func crossing(_ index: Int) -> String {
    "<line x1=\"0\" y1=\"1\" x2=\"6\" y2=\"1\" class=\"texture-line mark\(index + 1)\"/>\n"
  }

  /// The texture of a series.
  static func texture(_ index: Int, of name: String) -> String { "\(name)-texture\(index + 1)" }

  /// The texture of what has no value.
  static func blank(_ name: String) -> String { "\(name)-blank" }
}
