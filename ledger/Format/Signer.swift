import Bytes
package import Crypto

/// A secret key with which entries or checkpoints are signed.
public struct Signer: Sendable {
  /// The identifier of the key.
  public let keyID: KeyID
  /// The 32 bytes of the public key.
  public let publicKey: [UInt8]
  /// Whose key it is.
  public let label: String
  package let secret: SigningKey

  /// Makes the key of a seed of 32 bytes.
  ///
  /// The caller wipes its own copy.
  public init(seed: [UInt8], label: String) throws(LedgerError) {
    do throws(CryptoError) {
      self.init(secret: try SigningKey(seed: seed), label: label)
    } catch {
      throw LedgerError(.keyFile, "\(error)")
    }
  }

  /// Makes a new key from the system's randomness.
  public static func generate(label: String) throws(LedgerError) -> Signer {
    do throws(CryptoError) {
      return Signer(secret: try SigningKey.generate(), label: label)
    } catch {
      throw LedgerError(.keyFile, "\(error)")
    }
  }

  init(secret: SigningKey, label: String) {
    self.secret = secret
    self.label = label
    publicKey = secret.publicKey.bytes
    keyID = KeyID(publicKey: publicKey)
  }

  func sign(_ message: [UInt8]) -> [UInt8] { secret.sign(message) }

  /// A signature over something of this account's own, such as a cache, by which it knows it again.
  ///
  /// The purpose stands before the bytes, so that it is never one of an entry or a checkpoint. The
  /// same key, purpose and bytes have the same signature.
  public func seal(_ purpose: String, _ bytes: [UInt8]) -> [UInt8] {
    sign(Array("runledger/\(purpose)\0".utf8) + bytes)
  }

  /// The proof that who enrols this key in the log of an origin, with a role, has its secret.
  public func possession(origin: String, role: Role, until: UInt64? = nil) -> [UInt8] {
    sign(Possession.message(origin: origin, keyID: keyID, role: role, until: until))
  }

  /// The arguments of `enroll_key` for this key.
  public func enrolment(
    role: Role, host: String? = nil, origin: String, until: UInt64? = nil
  ) -> LedgerFact.Enrolment {
    LedgerFact.Enrolment(
      publicKey: publicKey, role: role, label: label, host: host, until: until,
      possession: possession(origin: origin, role: role, until: until))
  }

  /// The arguments of `rotate_key` for this key in the place of another with a role.
  public func rotation(
    of old: KeyID, role: Role, origin: String
  ) -> LedgerFact.Rotation {
    LedgerFact.Rotation(
      old: old, publicKey: publicKey, label: label,
      possession: possession(origin: origin, role: role))
  }
}
