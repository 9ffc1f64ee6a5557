/// The limits of format 1; `FORMAT.md` states each of them.
public enum Limits {
  /// The version of the entry format this build reads and writes.
  public static let formatVersion: UInt64 = 1
  /// The most bytes of an entry: what the length prefix of an entry bundle can say.
  public static let entryBytes = 65_535
  /// The most events of an entry.
  public static let entryEvents = 1_000
  /// A map longer than this is detached from its entry.
  public static let inlineBytes = 4_096
  /// The most bytes of an origin.
  public static let originBytes = 200
  /// The most bytes of the name of a command, of an event type and of an engine.
  public static let nameBytes = 64
  /// The most bytes of the name of a stream.
  public static let streamBytes = 200
  /// The most levels of nesting of arrays and maps in a command's arguments or an event's data.
  public static let depth = 16
  /// The most bytes of a key of the `states` table.
  public static let stateKeyBytes = 500
}
