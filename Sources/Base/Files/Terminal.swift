import CPOSIX

/// What is known of the terminal behind a descriptor.
public enum Terminal {
  /// Its width in columns, or nil when the descriptor is no terminal or the terminal does not say.
  public static func columns(of descriptor: Int32) -> Int? {
    let columns = rl_terminal_columns(descriptor)
    return columns > 0 ? Int(columns) : nil
  }
}
