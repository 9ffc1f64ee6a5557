import Bytes
public import Codecs
import Crypto
import Files

/// Every exchange with a model, a file each, named by the digest of what was asked.
///
/// What was asked once is never asked again: a run that goes on, and a run that is done again with
/// the provider unplugged, read the same answers. Keys are no part of what is kept.
public struct ExchangeStore: Sendable {
  /// The directory of the files.
  public let directory: String
  /// Whether only kept answers may be used.
  public let isSealed: Bool

  /// A store in a directory, which is made when there is something to keep.
  public init(_ directory: String, isSealed: Bool = false) {
    self.directory = directory
    self.isSealed = isSealed
  }

  /// The SHA-256 of the canonical JSON, in hex.
  public static func name(of request: Value) -> String { SHA256.hash(JSON.encode(request)).hex }

  private func path(_ name: String) -> String { PathName.join(directory, "\(name).json") }

  /// The answer to a request, if it was given before.
  public func answer(to request: Value) throws(ModelError) -> Value? {
    let path = path(Self.name(of: request))
    guard FileSystem.exists(path) else { return nil }
    do {
      let kept = try JSON.decode(FileSystem.readFile(path, limit: 1 << 24)).asMap ?? [:]
      guard kept["request"] == request, let answer = kept["response"] else {
        throw ModelError(.store, "'\(path)' holds another exchange than its name says")
      }
      return answer
    } catch let error as ModelError {
      throw error
    } catch {
      throw ModelError(.store, "'\(path)': \(error)")
    }
  }

  /// Keeps an answer, durably.
  public func keep(_ request: Value, _ response: Value) throws(ModelError) {
    let name = Self.name(of: request)
    do throws(FileError) {
      try FileSystem.makeDirectories(directory)
      try FileSystem.writeAtomically(
        path(name), JSON.encode(["request": request, "response": response], pretty: true))
    } catch {
      throw ModelError(.store, error.description)
    }
  }
}
