import Files

/// What shows text page by page to a person.
public protocol Pager: AnyObject {
  /// How many rows the person's screen has; nil when there is none.
  var rows: Int? { get }
  /// Starts it; where text for it goes, or nil when it cannot be started.
  func start(columns: Int) -> (any TextSink)?
  /// Lets the person read to the end.
  func finish()
}

/// Text on its way to a screen: held back while it fits one, and handed to a pager when it does
/// not.
final class PagedSink: TextSink {
  let isTerminal = true
  var columns: Int { screen.columns }
  var isClosed: Bool { target?.isClosed ?? false }
  var problem: FileError? { (target ?? screen).problem }

  private let screen: any TextSink
  private let rows: Int
  private let pager: any Pager
  private var held: [UInt8] = []
  private var heldRows = 0
  private var column = 0
  private var target: (any TextSink)?

  /// A sink for a screen of so many rows.
  init(_ screen: any TextSink, rows: Int, pager: any Pager) {
    self.screen = screen
    self.rows = rows
    self.pager = pager
  }

  func write(_ text: String) { write(bytes: Array(text.utf8)) }

  func write(bytes: [UInt8]) {
    if let target { return target.write(bytes: bytes) }
    held += bytes
    count(bytes)
    // One row is left for the prompt that follows.
    guard heldRows >= rows - 1 else { return }
    let target = pager.start(columns: columns) ?? screen
    target.write(bytes: held)
    held = []
    self.target = target
  }

  func flush() {
    if target == nil, !held.isEmpty { screen.write(bytes: held) }
    held = []
    (target ?? screen).flush()
  }

  /// Counts rows as a terminal folds lines; a colour is counted as if it were letters.
  private func count(_ bytes: [UInt8]) {
    for byte in bytes {
      // The later bytes of a letter take no room of their own.
      if byte & 0xC0 != 0x80 { column += 1 }
      guard byte == UInt8(ascii: "\n") || column > columns else { continue }
      heldRows += 1
      column = 0
    }
  }
}
