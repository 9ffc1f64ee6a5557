import Testing

@testable import Embeddings

@Suite struct NumberScannerTests {
  @Test func `numbers are read as Swift reads them`() {
    for text in [
      "0", "1", "-2.5", "0.719", "123456789012345", "0.1234567890123456789", "1e-5",
      "-7.25E+3", "6.489", "00012.50", "1e400", "0.000000000000000000000000001",
    ] {
      var scanner = NumberScanner(Array("  \(text) x".utf8))
      #expect(scanner.number() == Double(text), "\(text)")
    }
  }
}
