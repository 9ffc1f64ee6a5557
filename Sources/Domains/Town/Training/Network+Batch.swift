import Numerics

/// The layers of a batch, kept for the way back.
struct Activations {
  var count = 0
  var map: [Float] = []
  var features: [Float] = []
  var first: [Float] = []
  var second: [Float] = []
  var third: [Float] = []
  var logits: [Float] = []
  var values: [Float] = []
}

extension Network {
  /// What the network says about a batch.
  ///
  /// Tiles that are zero cost nothing.
  func forward(
    map: [Float], features: [Float], count: Int, _ algebra: LinearAlgebra
  ) -> Activations {
    let hidden = shape.hidden
    var batch = Activations()
    (batch.count, batch.map, batch.features) = (count, map, features)
    batch.first = sparse(map, .W1, count)
    Learning.addBias(&batch.first, self[.b1], rectify: true)
    batch.second = [Float](repeating: 0, count: count * hidden)
    algebra.multiply(
      features, self[.W2], into: &batch.second, rows: count, columns: hidden,
      inner: shape.features)
    Learning.addBias(&batch.second, self[.b2], rectify: true)
    batch.third = [Float](repeating: 0, count: count * hidden)
    algebra.multiply(
      batch.first, self[.W3map], into: &batch.third, rows: count, columns: hidden, inner: hidden)
    algebra.multiply(
      batch.second, self[.W3features], into: &batch.third, rows: count, columns: hidden,
      inner: hidden, keep: 1)
    Learning.addBias(&batch.third, self[.b3], rectify: true)
    batch.logits = [Float](repeating: 0, count: count * shape.actions)
    algebra.multiply(
      batch.third, self[.Wp], into: &batch.logits, rows: count, columns: shape.actions,
      inner: hidden)
    Learning.addBias(&batch.logits, self[.bp], rectify: false)
    batch.values = [Float](repeating: 0, count: count)
    algebra.multiply(
      batch.third, self[.Wv], into: &batch.values, rows: count, columns: 1, inner: hidden)
    Learning.addBias(&batch.values, self[.bv], rectify: false)
    return batch
  }

  private func sparse(_ input: [Float], _ part: Part, _ count: Int) -> [Float] {
    let (rows, columns) = Self.extent(part, shape)
    var output = [Float](repeating: 0, count: count * columns)
    for sample in 0..<count {
      for row in 0..<rows {
        let x = input[sample * rows + row]
        guard x != 0 else { continue }
        Learning.add(
          weights[part.rawValue], from: row * columns, times: x, to: &output,
          at: sample * columns, count: columns)
      }
    }
    return output
  }

  /// Gradients of every part from those of logits and values.
  func backward(
    _ batch: Activations, logits: [Float], values: [Float], into gradients: inout [[Float]],
    _ algebra: LinearAlgebra
  ) {
    let (hidden, count) = (shape.hidden, batch.count)
    func outer(_ input: [Float], _ output: [Float], _ part: Part, _ grads: inout [[Float]]) {
      let (rows, columns) = Self.extent(part, shape)
      algebra.multiply(
        input, output, transposeLeft: true, into: &grads[part.rawValue], rows: rows,
        columns: columns, inner: count)
    }
    func sums(_ output: [Float], _ part: Part, _ grads: inout [[Float]]) {
      let columns = Self.extent(part, shape).columns
      grads[part.rawValue] = [Float](repeating: 0, count: columns)
      for sample in 0..<count {
        Learning.add(
          output, from: sample * columns, times: 1, to: &grads[part.rawValue], at: 0,
          count: columns)
      }
    }
    outer(batch.third, logits, .Wp, &gradients)
    sums(logits, .bp, &gradients)
    outer(batch.third, values, .Wv, &gradients)
    sums(values, .bv, &gradients)
    var third = [Float](repeating: 0, count: count * hidden)
    algebra.multiply(
      logits, self[.Wp], transposeRight: true, into: &third, rows: count, columns: hidden,
      inner: shape.actions)
    algebra.multiply(
      values, self[.Wv], transposeRight: true, into: &third, rows: count, columns: hidden,
      inner: 1, keep: 1)
    Learning.mask(&third, where: batch.third)
    outer(batch.first, third, .W3map, &gradients)
    outer(batch.second, third, .W3features, &gradients)
    sums(third, .b3, &gradients)
    var lower = [Float](repeating: 0, count: count * hidden)
    algebra.multiply(
      third, self[.W3features], transposeRight: true, into: &lower, rows: count, columns: hidden,
      inner: hidden)
    Learning.mask(&lower, where: batch.second)
    outer(batch.features, lower, .W2, &gradients)
    sums(lower, .b2, &gradients)
    algebra.multiply(
      third, self[.W3map], transposeRight: true, into: &lower, rows: count, columns: hidden,
      inner: hidden)
    Learning.mask(&lower, where: batch.first)
    sums(lower, .b1, &gradients)
    let first = Part.W1.rawValue
    gradients[first] = [Float](repeating: 0, count: gradients[first].count)
    for sample in 0..<count {
      for tile in 0..<shape.map {
        let x = batch.map[sample * shape.map + tile]
        guard x != 0 else { continue }
        Learning.add(
          lower, from: sample * hidden, times: x, to: &gradients[first], at: tile * hidden,
          count: hidden)
      }
    }
  }
}

/// A network with the moments of Adam.
struct Learner: Equatable, Sendable {
  var network: Network
  var first: [[Float]]
  var second: [[Float]]
  var steps = 0

  init(_ network: Network) {
    self.network = network
    (first, second) = (network.zeros, network.zeros)
  }

  /// One step of Adam along gradients whose norm is at most `maxNorm`; the norm before, and by what
  /// they were multiplied.
  mutating func step(
    _ gradients: [[Float]], rate: Double, maxNorm: Double
  ) -> (norm: Double, scale: Double) {
    let squares = gradients.reduce(0) { $0 + Learning.squares($1) }
    let norm = squares.squareRoot()
    let scale = norm > maxNorm ? maxNorm / (norm + 1e-6) : 1
    steps += 1
    let adam = Learning.Adam(rate: Float(rate))
    for part in gradients.indices {
      Learning.step(
        &network.weights[part], gradients[part], first: &first[part], second: &second[part],
        step: steps, adam, scale: Float(scale))
    }
    return (norm, scale)
  }
}
