import Bytes
import Crypto
import Testing

@Suite struct `Ed25519` {
  /// One example of RFC 8032, section 7.1, as hexadecimal text.
  struct Vector: Sendable {
    var seed: String
    var publicKey: String
    var message: String
    var signature: String
  }

  static let vectors = [
    Vector(
      seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      message: "",
      signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    Vector(
      seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      message: "72",
      signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    Vector(
      seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      message: "af82",
      signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
  ]

  @Test(arguments: vectors) func `the published signatures come out and verify`(
    vector: Vector
  ) throws {
    let key = try SigningKey(seed: try bytes(vector.seed))
    let message = try bytes(vector.message)
    #expect(Hex.encode(key.publicKey.bytes) == vector.publicKey)
    #expect(Hex.encode(key.sign(message)) == vector.signature)
    let publicKey = try PublicKey(bytes: try bytes(vector.publicKey))
    #expect(publicKey == key.publicKey)
    #expect(publicKey.verify(signature: try bytes(vector.signature), message: message))
  }

  @Test func `any flipped bit of a signature or message is noticed`() throws {
    let key = try SigningKey(seed: try bytes(Self.vectors[2].seed))
    let message = try bytes(Self.vectors[2].message)
    let signature = key.sign(message)
    for bit in 0..<signature.count * 8 {
      var changed = signature
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!key.publicKey.verify(signature: changed, message: message))
    }
    for bit in 0..<message.count * 8 {
      var changed = message
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!key.publicKey.verify(signature: signature, message: changed))
    }
  }

  @Test func `a signature of another length is false`() throws {
    let key = try SigningKey.generate()
    let signature = key.sign([1])
    #expect(key.publicKey.verify(signature: signature, message: [1]))
    #expect(!key.publicKey.verify(signature: [], message: [1]))
    #expect(!key.publicKey.verify(signature: Array(signature.dropLast()), message: [1]))
    #expect(!key.publicKey.verify(signature: signature + [0], message: [1]))
  }

  @Test func `another key does not verify`() throws {
    let signature = try SigningKey.generate().sign([1])
    #expect(!(try SigningKey.generate().publicKey.verify(signature: signature, message: [1])))
  }

  @Test func `a signature whose scalar was raised by the group's order is refused`() throws {
    let order: [UInt8] = try bytes(
      "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
    let key = try SigningKey(seed: try bytes(Self.vectors[0].seed))
    var signature = key.sign([])
    var carry = 0
    for index in 0..<32 {
      let sum = Int(signature[32 + index]) + Int(order[index]) + carry
      signature[32 + index] = UInt8(sum & 0xFF)
      carry = sum >> 8
    }
    #expect(carry == 0)
    #expect(!key.publicKey.verify(signature: signature, message: []))
  }

  @Test func `a signature of the identity point and zero is refused`() throws {
    let key = try SigningKey.generate()
    let forged = [1] + [UInt8](repeating: 0, count: 63)
    #expect(!key.publicKey.verify(signature: forged, message: [1]))
  }

  /// Points under which verifiers disagree.
  static let badPoints = [
    // Order 4, 1, 8, 8 and 2.
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    // The first two again, with the prime added.
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    // The identity with the sign bit of a zero.
    "0100000000000000000000000000000000000000000000000000000000000080",
    // The first example's key plus a point of order 8.
    "3b5b475c4b82dd1572799fc546f4c6c03e478c6654aa4c7f945b347ea32af60d",
    // Not on the curve.
    "0200000000000000000000000000000000000000000000000000000000000000",
  ]

  @Test(arguments: badPoints) func `a weak or ambiguous public key is refused`(
    hex: String
  ) throws {
    let point = try bytes(hex)
    let error = #expect(throws: CryptoError.self) { try PublicKey(bytes: point) }
    #expect(error?.code == .publicKeyInvalid)
  }

  @Test(arguments: [0, 31, 33, 64]) func `keys of another length are refused`(count: Int) throws {
    let bytes = [UInt8](repeating: 5, count: count)
    let publicKey = #expect(throws: CryptoError.self) { try PublicKey(bytes: bytes) }
    #expect(publicKey?.code == .publicKeyLength)
    let seed = #expect(throws: CryptoError.self) { try SigningKey(seed: bytes) }
    #expect(seed?.code == .seedLength)
  }

  @Test func `the seed that is lent makes the same key`() throws {
    let key = try SigningKey.generate()
    var seed = key.withSeed { span in
      var copy: [UInt8] = []
      for index in span.indices { copy.append(span[index]) }
      return copy
    }
    #expect(seed.count == SigningKey.seedSize)
    #expect(try SigningKey(seed: seed).publicKey == key.publicKey)
    Secrets.wipe(&seed)
    #expect(seed.isEmpty)
  }

  @Test func `a secret key prints nothing of itself`() throws {
    let key = try SigningKey(seed: try bytes(Self.vectors[0].seed))
    var text = ""
    dump(key, to: &text)
    print(key, to: &text)
    #expect(!text.contains("9d61b1"))
    #expect(!text.contains("157"))
  }

  @Test func `secrets are compared whole`() {
    #expect(Secrets.areEqual([1, 2], [1, 2]))
    #expect(!Secrets.areEqual([1, 2], [1, 3]))
    #expect(!Secrets.areEqual([1, 2], [1]))
    #expect(Secrets.areEqual([], []))
  }

  private func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.decode(hex)) }
}
