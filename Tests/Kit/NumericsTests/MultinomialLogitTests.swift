import Testing

@testable import Numerics

@Suite struct MultinomialLogitTests {
  @Test func `shares alone give the likelihood of the null model`() throws {
    let outcomes = [0, 0, 0, 1, 1, 2]
    let model = try #require(
      MultinomialLogit.fit(outcomes.map { _ in [1] }, outcomes).value)
    #expect(abs(model.logLikelihood - model.nullLogLikelihood) < 1e-10)
    let shares = model.probabilities([1])
    for (share, expected) in zip(shares, [0.5, 1.0 / 3, 1.0 / 6]) {
      #expect(abs(share - expected) < 1e-10)
    }
    #expect(model.prediction([1]) == 0)
  }

  @Test func `a binary regressor gives the log odds of the table`() throws {
    // 3 of 4 against 1 of 4: the slope is twice the logarithm of 3.
    let rows: [[Double]] = [[1, 0], [1, 0], [1, 0], [1, 0], [1, 1], [1, 1], [1, 1], [1, 1]]
    let model = try #require(MultinomialLogit.fit(rows, [0, 0, 0, 1, 1, 1, 1, 0]).value)
    #expect(abs(model.coefficients[0][1] - 2 * 1.0986122886681098) < 1e-9)
  }

  @Test func `data without a maximum are refused, and a ridge gives them one`() {
    let rows: [[Double]] = [[1, 0], [1, 1], [1, 2], [1, 3]]
    #expect(MultinomialLogit.fit(rows, [0, 0, 1, 1]).value == nil)
    #expect(MultinomialLogit.fit(rows, [0, 0, 1, 1], ridge: 0.1).value != nil)
    let dependent: [[Double]] = [[1, 2], [1, 2], [1, 2]]
    #expect(MultinomialLogit.fit(dependent, [0, 1, 1]).value == nil)
    #expect(MultinomialLogit.fit([[1], [1]], [0, 2]).value == nil)
    #expect(MultinomialLogit.fit([[1], [.nan]], [0, 1]).value == nil)
    #expect(MultinomialLogit.fit([], []).value == nil)
  }

  @Test func `the beta distribution is that of SciPy`() throws {
    let beta = try #require(Beta(2, 5))
    #expect(abs(try #require(beta.quantile(0.5).value) - 0.26444998329566005) < 1e-12)
    #expect(abs(try #require(beta.quantile(0.95).value) - 0.5818034092520259) < 1e-12)
    #expect(Beta(0, 1) == nil && beta.quantile(1.5).value == nil)
  }
}
