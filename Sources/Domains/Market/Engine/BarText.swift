/// What the engine's files repeat of a symbol's bars, as text: it is made once for all strategies.
struct BarText {
  /// A part of a bar's text.
  enum Part: Int {
    /// The first cells of a row: when, and what.
    case opening
    /// `ret`, behind a comma.
    case change
    /// `close` to `fp_norm_due`, behind commas.
    case prices
  }

  private let bytes: [UInt8]
  /// Where each part of each bar ends.
  private let ends: [Int]

  init(_ table: FeatureTable) {
    let persistence = FundingPersistence(table)
    let change = table["ret_1"]
    let prices = ["close", "high", "low", "high_96", "low_96"].map { table[$0] }
    var text = TableText([])
    text.clear()
    var ends: [Int] = []
    ends.reserveCapacity(table.count * 3)
    for bar in 0..<table.count {
      text.begin(table.time[bar])
      text.cell(table.symbol)
      ends.append(text.span.count)
      text.cell(change[bar])
      ends.append(text.span.count)
      for column in prices { text.cell(column[bar]) }
      let age = persistence.age[bar]
      text.cell(age > 0 ? 1 : 0)
      text.cell(Double(age))
      text.cell(Double(persistence.event[bar]))
      text.cell(age >= 96 ? 1 : 0)
      ends.append(text.span.count)
    }
    (bytes, self.ends) = (text.bytes, ends)
  }

  /// A part of a bar's text.
  @_lifetime(borrow self)
  @inline(__always)
  func part(_ part: Part, of bar: Int) -> Span<UInt8> {
    let place = bar * 3 + part.rawValue
    return bytes.span.extracting(place == 0 ? 0..<ends[0] : ends[place - 1]..<ends[place])
  }
}
