import Codecs
import Files
import StageKit

/// Shows a running town on the whole screen.
enum ObserveStep: Step {
  static let name = "observe"
  static let summary = "watch a town: employment, needs, economy, alerts, promotion"
  static let operands = 1...1
  static let options: [Option] = [
    .flag("once", nil, "print one frame and exit"),
    .value("page", nil, "N", "first page, 1 to 4 (1)"),
    .value("interval", nil, "MS", "polling interval in milliseconds (200)"),
    .value("width", nil, "N", "width of a frame printed with --once (80)"),
  ]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let named = try call.operand(0, "the directory of a shard")
    var path = call.path(named)
    if (try? FileSystem.status(path))??.kind == .directory {
      path = PathName.join(path, "telemetry.json")
      if !FileSystem.exists(path) {
        throw .invalid("no shard writes to '\(named)': `town simulate -o \(named)` does")
      }
    } else if FileSystem.exists(path), !path.hasSuffix(".json") {
      throw .invalid("'\(named)' is no telemetry.json and no directory with one, as -o names it")
    }
    var screen = ObserverScreen()
    if let page = try call.arguments.int("page", in: 1...4) {
      screen.page = ObserverScreen.Page(rawValue: Int(page) - 1) ?? .town
    }
    let interval = Int32(try call.arguments.int("interval", in: 10...60_000) ?? 200)
    if call.arguments.has("once") || Terminal.rows(of: 1) == nil {
      let width = Int(try call.arguments.int("width", in: 20...1000) ?? 80)
      for line in screen.frame(try StageFiles.readJSON(path), width: width, height: 60) {
        try Said.line(String(line.reversed().drop { $0 == " " }.reversed()))
      }
      return 0
    }
    _ = try StageFiles.readJSON(path)
    let watch = ScreenWatch(path: path, interval: interval)
    let code = try Terminal.readingKeys(of: 0) { () throws(StageError) in
      try watch.run(&screen)
    }
    guard let code else {
      throw StageError(.unavailable, "the input is no terminal; add --once for one frame")
    }
    return code
  }
}

/// The loop of a screen: look, draw what changed, take keys.
private struct ScreenWatch {
  let path: String
  let interval: Int32

  func run(_ screen: inout ObserverScreen) throws(StageError) -> Int32 {
    // The other screen of the terminal, so that what was there comes back.
    try write("\u{1b}[?1049h\u{1b}[?25l")
    defer { try? write("\u{1b}[?25h\u{1b}[?1049l") }
    var shown: [String] = []
    var size = (0, 0)
    var payload = Value.null
    while true {
      if !screen.isPaused, let read = try? StageFiles.readJSON(path) { payload = read }
      let now = (Terminal.columns(of: 1) ?? 80, Terminal.rows(of: 1) ?? 24)
      if now != size {
        (size, shown) = (now, [])
      }
      let frame = screen.frame(payload, width: size.0, height: size.1)
      // Only lines that changed are written, in one piece: nothing flickers.
      var changes = shown.isEmpty ? "\u{1b}[2J" : ""
      for (index, line) in frame.enumerated() where index >= shown.count || shown[index] != line {
        changes += "\u{1b}[\(index + 1);1H\(line)"
      }
      if !changes.isEmpty { try write("\u{1b}[?2026h\(changes)\u{1b}[?2026l") }
      shown = frame
      if Terminal.hasInput(0, withinMilliseconds: interval), try !take(&screen) { return 0 }
    }
  }

  /// Takes what was typed; false to end.
  private func take(_ screen: inout ObserverScreen) throws(StageError) -> Bool {
    let input = Descriptor(taking: 0, path: "the standard input")
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = (try? input.read(into: &bytes)) ?? 0
    _ = input.take()
    guard count > 0 else { return false }
    return screen.take(Array(bytes[..<count]))
  }

  private func write(_ text: String) throws(StageError) {
    let out = Descriptor(taking: 1, path: "the terminal")
    var failure: FileError?
    do throws(FileError) { try out.write(Array(text.utf8)) } catch { failure = error }
    _ = out.take()
    if let failure { throw StageError(failure) }
  }
}
