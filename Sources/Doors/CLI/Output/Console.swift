import Codecs

/// The channels to the person or program that called: data, everything else, and what is asked.
final class Console {
  /// Where data goes.
  private(set) var stdout: any TextSink
  /// Where progress and complaints go.
  let stderr: any TextSink
  /// Where the lines of a console come from.
  let stdin: any LineSource
  /// What shows long output.
  let pager: (any Pager)?
  /// How data is coloured.
  let style: Style
  /// How progress is coloured.
  let progressStyle: Style
  /// Whether progress is left out.
  var isQuiet = false

  init(
    stdout: any TextSink, stderr: any TextSink, stdin: any LineSource = MemoryLines(),
    pager: (any Pager)? = nil, environment: [String: String]
  ) {
    self.stdin = stdin
    self.pager = pager
    self.stdout = stdout
    self.stderr = stderr
    style = Style(for: stdout, environment)
    progressStyle = Style(for: stderr, environment)
  }

  /// From now on data that does not fit the screen is shown in a pager; elsewhere nothing changes.
  func showInPages() {
    guard let pager, stdout.isTerminal, let rows = pager.rows else { return }
    stdout = PagedSink(stdout, rows: rows, pager: pager)
  }

  /// Prints a line of data, or several.
  func print(_ text: String) { stdout.write(text.hasSuffix("\n") ? text : text + "\n") }

  /// Prints a value as JSON on one line.
  func print(json value: Value) { stdout.write(JSON.string(value) + "\n") }

  /// Prints a line of progress, unless quiet.
  func note(_ text: String) { if !isQuiet { complain(text) } }

  /// Prints to the channel beside the data, also when quiet.
  ///
  /// Whoever follows it through a pipe sees it at once.
  func complain(_ text: String) {
    stderr.write(text.hasSuffix("\n") ? text : text + "\n")
    stderr.flush()
  }

  /// Says why something could not be done.
  func report(_ failure: Failure, asJSON: Bool) {
    if asJSON { return print(json: failure.json) }
    for line in failure.message.split(separator: "\n") {
      complain("runledger: \(Printable.text(String(line)))")
    }
    if let hint = failure.hint { complain("hint: \(Printable.text(hint))") }
  }
}
