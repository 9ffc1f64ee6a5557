import Projections
import Testing

@Suite struct PrefixTests {
  @Test func `a time means the longest prefix without a later claim`() {
    // The fourth author's clock ran ahead, the fifth one's behind.
    let claims: [Int64] = [10, 20, 20, 50, 30, 60]
    #expect(Prefix.size(forTime: 9, ofClaims: claims) == 0)
    #expect(Prefix.size(forTime: 10, ofClaims: claims) == 1)
    #expect(Prefix.size(forTime: 20, ofClaims: claims) == 3)
    #expect(Prefix.size(forTime: 49, ofClaims: claims) == 3)
    #expect(Prefix.size(forTime: 50, ofClaims: claims) == 5)
    #expect(Prefix.size(forTime: 99, ofClaims: claims) == 6)
  }
}
