extension LedgerFact {
  /// Another key in the place of one.
  public struct Rotation: Equatable, Sendable {
    /// The key that signs no more.
    public var old: KeyID
    /// The 32 bytes of the key that goes on.
    public var publicKey: [UInt8]
    /// Whose key it is, for people.
    public var label: String
    /// The signature of ``Possession/message(origin:keyID:role:until:)`` by the new key, for the
    /// role of the old one.
    public var possession: [UInt8]

    public init(old: KeyID, publicKey: [UInt8], label: String, possession: [UInt8]) {
      self.old = old
      self.publicKey = publicKey
      self.label = label
      self.possession = possession
    }

    /// The identifier of the new key.
    public var new: KeyID { KeyID(publicKey: publicKey) }
  }
}
