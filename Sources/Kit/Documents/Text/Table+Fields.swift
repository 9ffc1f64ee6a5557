extension Table {
  /// A column together with what it shows of an element, so that a table is listed once.
  public struct Field<Element> {
    let column: Column
    let cell: (Element) -> Cell

    /// A column of cells in both their forms.
    public init(
      _ title: String, _ name: String, isNumber: Bool = false,
      _ cell: @escaping (Element) -> Cell
    ) {
      column = Column(title, name, isNumber: isNumber)
      self.cell = cell
    }

    /// A column of texts.
    public static func text(
      _ title: String, _ name: String, _ value: @escaping (Element) -> String
    ) -> Field { Field(title, name) { Cell(value($0)) } }

    /// A column of words as a program would read them.
    public static func code(
      _ title: String, _ name: String, _ value: @escaping (Element) -> String
    ) -> Field { Field(title, name) { .code(value($0)) } }

    /// A column of counts.
    public static func count(
      _ title: String, _ name: String, _ value: @escaping (Element) -> Int
    ) -> Field { Field(title, name, isNumber: true) { Cell(value($0)) } }

    /// A column of numbers with fixed decimals.
    public static func number(
      _ title: String, _ name: String, _ decimals: Int, _ value: @escaping (Element) -> Double?
    ) -> Field { Field(title, name, isNumber: true) { Cell(value($0), decimals) } }

    /// A column of probabilities.
    public static func probability(
      _ title: String, _ name: String, _ value: @escaping (Element) -> Double?
    ) -> Field { Field(title, name, isNumber: true) { Cell(probability: value($0)) } }
  }

  /// A table with a row for each element.
  public init<Element>(
    _ name: String, caption: Prose, of elements: some Sequence<Element>, _ fields: [Field<Element>]
  ) {
    self.init(
      name, caption: caption, fields.map(\.column),
      elements.map { element in fields.map { $0.cell(element) } })
  }
}
