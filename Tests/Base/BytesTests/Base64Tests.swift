import Bytes
import TestKit
import Testing

struct Base64Tests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func `the examples of RFC 4648 hold`(plain: String, encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == encoded)
    #expect(Base64.decode(encoded) == Array(plain.utf8))
  }

  @Test func `the whole alphabet is used`() {
    #expect(Base64.encode([0xfb, 0xef, 0xff]) == "++//")
    #expect(Base64.decode("++//") == [0xfb, 0xef, 0xff])
  }

  @Test func `random bytes read back`() {
    var random = SeededGenerator()
    for count in 0..<100 {
      let bytes = random.bytes(count)
      #expect(Base64.decode(Base64.encode(bytes)) == bytes, "\(random)")
    }
  }

  @Test(arguments: [
    "Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zg==Zg==", "Zm9v\n", " Zm9v", "Zm-_",
    "Zm9v=", "Z=g=", "=Zg=",
  ])
  func `what is not the one strict spelling is refused`(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test func `no two texts of four characters spell the same bytes`() {
    // The last quantum is where sloppy decoders accept several spellings.
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
    for third in alphabet {
      for fourth in alphabet {
        let text = "Zm\(third)\(fourth)"
        guard let bytes = Base64.decode(text) else { continue }
        #expect(Base64.encode(bytes) == text)
      }
    }
  }
}
