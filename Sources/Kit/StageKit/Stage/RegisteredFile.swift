/// A file of the study as it was registered.
public struct RegisteredFile: Sendable, Equatable {
  /// The path relative to the study file.
  public let path: String
  /// Where it lies on disk; empty where the context does not say.
  public let place: String
  /// Its SHA-256 in lower-case hexadecimal.
  public let digest: String
  /// Its size in bytes.
  public let size: Int

  /// Reads what a context says of a file.
  public init(_ fields: StageFields) throws(StageError) {
    path = try fields.text("path")
    place = try fields.text("place", default: "")
    digest = try fields.text("digest")
    size = try fields.integer("size", default: 0)
  }

  /// A path as it is registered: without `./` in front.
  public static func plain(_ path: String) -> String {
    path.hasPrefix("./") ? plain(String(path.dropFirst(2))) : path
  }
}
