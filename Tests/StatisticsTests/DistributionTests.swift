import Statistics
import Testing

@Suite struct DistributionTests {
  @Test func `critical values of t are those of the tables`() throws {
    #expect(abs(try #require(StudentT(14)?.quantile(0.975).value) - 2.1447866879) < 1e-9)
    #expect(abs(try #require(StudentT(89)?.quantile(0.975).value) - 1.9869786995) < 1e-9)
  }
}
