import Bytes
import Crypto
import Testing

@Suite struct `SHA-256` {
  /// The examples of FIPS 180.
  static let vectors: [(message: String, digest: String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopq"
        + "klmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ]

  @Test(arguments: vectors) func `the published digests come out`(
    vector: (message: String, digest: String)
  ) {
    #expect(SHA256.hash(Array(vector.message.utf8)).hex == vector.digest)
  }

  @Test func `a million letters in uneven pieces give the published digest`() {
    var hash = SHA256()
    var left = 1_000_000
    var size = 1
    while left > 0 {
      let count = min(size, left)
      hash.update([UInt8](repeating: UInt8(ascii: "a"), count: count))
      left -= count
      size = size % 997 + 13
    }
    let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(hash.finish().hex == expected)
  }

  @Test func `every cut of a message gives the digest of the whole`() {
    let message = (0..<200).map { UInt8($0) }
    let whole = SHA256.hash(message)
    for cut in 0...message.count {
      var hash = SHA256()
      hash.update(Array(message[..<cut]))
      hash.update(message.span.extracting(cut...))
      #expect(hash.finish() == whole)
    }
  }

  @Test func `a finished hash begins anew`() {
    var hash = SHA256()
    hash.update([1, 2, 3])
    _ = hash.finish()
    #expect(hash.finish() == SHA256.hash([]))
  }

  @Test func `a prefix counts as the first byte`() {
    let left = SHA256.hash([1])
    let right = SHA256.hash([2])
    #expect(
      SHA256.hash(prefix: 1, left, right) == SHA256.hash([1] + left.bytes + right.bytes))
    #expect(SHA256.hash(prefix: 1, left, right) != SHA256.hash(prefix: 1, right, left))
    #expect(SHA256.hash(prefix: 0, [7, 8]) == SHA256.hash([0, 7, 8]))
    #expect(SHA256.hash(prefix: 0, []) == SHA256.hash([0]))
  }
}
