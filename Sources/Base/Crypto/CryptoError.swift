/// A key that cannot be used.
public struct CryptoError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Code: Hashable, Sendable {
    /// A seed has 32 bytes.
    case seedLength
    /// A public key has 32 bytes.
    case publicKeyLength
    /// The bytes are no point of the curve in its only accepted encoding, or one of small order,
    /// under which signatures could be made without a secret.
    case publicKeyInvalid
    /// The system has no memory left that can be locked.
    case memory
  }

  /// What is wrong.
  public let code: Code

  init(_ code: Code) { self.code = code }
}

extension CryptoError: CustomStringConvertible {
  /// One line for a person.
  public var description: String {
    switch code {
    case .seedLength: "a secret key seed must have 32 bytes"
    case .publicKeyLength: "a public key must have 32 bytes"
    case .publicKeyInvalid: "the public key is not a valid ed25519 point"
    case .memory: "no protected memory left for a secret key"
    }
  }
}
