import Numerics

/// The second-order model of a penalised objective around some weights, the first of which is free.
struct QuadraticModel {
  let gradient: [Double]
  let curvature: Matrix
  let weights: [Double]
  /// The price of an absolute value of every weight but the first.
  let lasso: Double

  /// The step that minimises the model.
  func step(_ algebra: LinearAlgebra) -> [Double] {
    if lasso == 0 { return exact(Array(gradient.indices), algebra) ?? descend() }
    let rough = descend()
    // On the weights that are not zero, with the signs that they have, the model is smooth.
    let active = gradient.indices.filter { $0 == 0 || weights[$0] + rough[$0] != 0 }
    guard let polished = exact(active, signs: rough, algebra) else { return rough }
    let keepsSigns = active.allSatisfy { index in
      index == 0
        || (weights[index] + polished[index]) * (weights[index] + rough[index]) > 0
    }
    return keepsSigns && decrease(polished) <= decrease(rough) ? polished : rough
  }

  /// By how much the model changes, to first order: negative for a step that helps.
  func decrease(_ step: [Double]) -> Double {
    var sum = 0.0
    for index in step.indices {
      sum += gradient[index] * step[index]
      if index > 0 { sum += lasso * (abs(weights[index] + step[index]) - abs(weights[index])) }
    }
    return sum
  }

  /// Coordinate descent over all weights, until nothing moves.
  private func descend() -> [Double] {
    let count = gradient.count
    var step = [Double](repeating: 0, count: count)
    var slope = gradient
    for _ in 0..<200 {
      var largest = 0.0
      for index in 0..<count {
        let second = curvature.values[index * count + index]
        guard second > 1e-200 else { continue }
        let old = weights[index] + step[index]
        let target = old - slope[index] / second
        let threshold = index == 0 ? 0 : lasso / second
        let new = target > threshold ? target - threshold : min(target + threshold, 0)
        let value = index == 0 ? target : new
        let change = value - old
        guard change != 0 else { continue }
        step[index] = value - weights[index]
        largest = max(largest, change * change * second)
        for other in 0..<count {
          slope[other] += change * curvature.values[index * count + other]
        }
      }
      if largest < 1e-16 { break }
    }
    return step
  }

  /// The exact step on some of the weights; the others go to zero.
  ///
  /// `signs` is a step after which the active weights have the signs that count.
  private func exact(
    _ active: [Int], signs: [Double]? = nil, _ algebra: LinearAlgebra
  ) -> [Double]? {
    let count = gradient.count
    var step = [Double](repeating: 0, count: count)
    var isActive = [Bool](repeating: false, count: count)
    for index in active { isActive[index] = true }
    for index in 0..<count where !isActive[index] { step[index] = -weights[index] }
    var system = Matrix(rows: active.count, columns: active.count)
    var right = Matrix(rows: active.count, columns: 1)
    for (row, index) in active.enumerated() {
      var value = -gradient[index]
      if let signs, index > 0 { value -= weights[index] + signs[index] > 0 ? lasso : -lasso }
      for other in 0..<count where !isActive[other] {
        value -= curvature.values[index * count + other] * step[other]
      }
      right[row, 0] = value
      for (column, other) in active.enumerated() {
        system[row, column] = curvature.values[index * count + other]
      }
    }
    guard let solution = try? algebra.solve(positiveDefinite: system, right) else { return nil }
    guard solution.values.allSatisfy(\.isFinite) else { return nil }
    for (row, index) in active.enumerated() { step[index] = solution[row, 0] }
    return step
  }
}
