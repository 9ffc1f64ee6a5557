import CPOSIX

/// What is known of the terminal behind a descriptor.
public enum Terminal {
  /// Its width in columns, or nil when the descriptor is no terminal or the terminal does not say.
  public static func columns(of descriptor: Int32) -> Int? {
    let columns = rl_terminal_columns(descriptor)
    return columns > 0 ? Int(columns) : nil
  }

  /// Its height in rows, or nil when the descriptor is no terminal or the terminal does not say.
  public static func rows(of descriptor: Int32) -> Int? {
    let rows = rl_terminal_rows(descriptor)
    return rows > 0 ? Int(rows) : nil
  }

  /// Runs something while keys come one by one and are not echoed.
  ///
  /// Afterwards the terminal is as it was. Nil when the descriptor is no terminal: nothing was run.
  public static func readingKeys<Result, Failure>(
    of descriptor: Int32, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard rl_terminal_keys(descriptor) == 0 else { return nil }
    defer { _ = rl_terminal_lines(descriptor) }
    return try body()
  }

  /// Whether something can be read from a descriptor within a time.
  public static func hasInput(_ descriptor: Int32, withinMilliseconds time: Int32) -> Bool {
    rl_wait_readable(descriptor, time) > 0
  }
}
