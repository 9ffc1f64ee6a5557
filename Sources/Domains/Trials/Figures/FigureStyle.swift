/// What all figures look like, on light paper and on dark.
///
/// The two variants differ in colour (blue and orange, which every kind of colour vision tells
/// apart), in lightness, and in texture: the first is hatched, the second is filled. Nothing is
/// said by colour alone.
enum FigureStyle {
  /// The style sheet, the same for a file of its own and for a page with many figures.
  ///
  /// Colours are written out where they are used: some renderers know no variables. A dark screen
  /// changes them; print stays light.
  static let sheet = """
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
    .figure .first { stroke: #0b5e96; stroke-width: 1.2; }
    .figure .second { fill: #e08a1e; stroke: #8f5200; stroke-width: 1.2; }
    .figure .hatch-paper { fill: #dcebf6; stroke: none; }
    .figure .hatch-line { stroke: #0b5e96; stroke-width: 2.2; }
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
    .figure text.on-faint { fill: #10161c; }
    @media screen and (prefers-color-scheme: dark) {
    .figure { color: #e4e8ed; }
    .figure .paper { fill: #14181d; }
    .figure .hollow { fill: #14181d; }
    .figure .first { stroke: #74bdf0; }
    .figure .second { fill: #f2a33c; stroke: #ffd08a; }
    .figure .hatch-paper { fill: #12344f; }
    .figure .hatch-line { stroke: #74bdf0; }
    .figure .mark { fill: #14181d; }
    .figure .mark1 { stroke: #74bdf0; }
    .figure .mark2 { stroke: #f2a33c; }
    .figure .mark3 { stroke: #4fd1c0; }
    .figure .mark4 { stroke: #f08bd3; }
    .figure .mark5 { stroke: #b8c1cc; }
    .figure .mark6 { stroke: #e6d05c; }
    .figure .cell { fill: #74bdf0; stroke: #14181d; }
    .figure text.on-strong { fill: #10161c; }
    .figure text.on-faint { fill: #e4e8ed; }
    }

    """

  /// The textures of one figure; identifiers start with its name, since a page holds several.
  static func patterns(_ name: String) -> String {
    """
    <defs>
    <pattern id="\(hatch(name))" width="6" height="6" patternUnits="userSpaceOnUse" \
    patternTransform="rotate(45)">
    <rect width="6" height="6" class="hatch-paper"/>
    <line x1="1" y1="0" x2="1" y2="6" class="hatch-line"/>
    </pattern>
    <pattern id="\(blank(name))" width="7" height="7" patternUnits="userSpaceOnUse" \
    patternTransform="rotate(-45)">
    <line x1="0" y1="0" x2="0" y2="7" class="none"/>
    </pattern>
    </defs>

    """
  }

  /// The texture of the first variant.
  static func hatch(_ name: String) -> String { "\(name)-hatch" }

  /// The texture of what has no value.
  static func blank(_ name: String) -> String { "\(name)-blank" }
}
