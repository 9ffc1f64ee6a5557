import Numerics

/// How large a network is.
struct NetworkShape: Equatable, Sendable {
  var map: Int
  var features: Int
  var actions: Int
  var hidden: Int
}

/// Two rectified layers side by side, for the map and for the features; one above both; and two
/// heads: a logit for every action, and a value.
struct Network: Equatable, Sendable {
  /// Arrays of weights in a fixed order, each row after row: inputs by outputs.
  enum Part: Int, CaseIterable, Sendable {
    case W1, b1, W2, b2, W3map, W3features, b3, Wp, bp, Wv, bv
  }

  let shape: NetworkShape
  var weights: [[Float]]

  subscript(_ part: Part) -> [Float] { weights[part.rawValue] }

  /// Inputs and outputs of a part; a bias has one input.
  static func extent(_ part: Part, _ shape: NetworkShape) -> (rows: Int, columns: Int) {
    let hidden = shape.hidden
    return switch part {
    case .W1: (shape.map, hidden)
    case .W2: (shape.features, hidden)
    case .W3map, .W3features: (hidden, hidden)
    case .b1, .b2, .b3: (1, hidden)
    case .Wp: (hidden, shape.actions)
    case .bp: (1, shape.actions)
    case .Wv: (hidden, 1)
    case .bv: (1, 1)
    }
  }

  /// Weights drawn by seed: uniform within +-sqrt(6 / inputs) (He), the policy's head a hundredth
  /// of it, so that no action is preferred at first; biases zero.
  init(_ shape: NetworkShape, seed: Int64) {
    self.shape = shape
    let draw = Draw(seed: seed, "town/weights")
    weights = Part.allCases.map { part in
      let (rows, columns) = Self.extent(part, shape)
      guard rows > 1 else { return [Float](repeating: 0, count: columns) }
      let inputs = part == .W3map || part == .W3features ? 2 * rows : rows
      let bound = (6 / Double(inputs)).squareRoot() * (part == .Wp ? 0.01 : 1)
      return (0..<rows * columns).map { index in
        Float((draw.uniform(0, t: UInt32(part.rawValue), i: UInt32(index)) * 2 - 1) * bound)
      }
    }
  }

  /// Weights that were read; nil when they do not fit the shape.
  init?(_ shape: NetworkShape, weights: [[Float]]) {
    self.shape = shape
    self.weights = weights
    guard weights.count == Part.allCases.count else { return nil }
    for part in Part.allCases {
      let (rows, columns) = Self.extent(part, shape)
      guard weights[part.rawValue].count == rows * columns else { return nil }
    }
  }

  /// Zeros of the same extents.
  var zeros: [[Float]] { weights.map { [Float](repeating: 0, count: $0.count) } }

  /// What the network says about one observation, in plain loops: the same on every machine.
  func forward(map: [Float], features: [Float]) -> (logits: [Float], value: Float) {
    let hidden = shape.hidden
    func layer(_ input: [Float], _ part: Part, _ sum: inout [Float]) {
      let width = Self.extent(part, shape).columns
      for (row, x) in input.enumerated() where x != 0 {
        Learning.add(
          weights[part.rawValue], from: row * width, times: x, to: &sum, at: 0, count: width)
      }
    }
    var first = [Float](repeating: 0, count: hidden)
    layer(map, .W1, &first)
    Learning.addBias(&first, self[.b1], rectify: true)
    var second = [Float](repeating: 0, count: hidden)
    layer(features, .W2, &second)
    Learning.addBias(&second, self[.b2], rectify: true)
    var third = [Float](repeating: 0, count: hidden)
    layer(first, .W3map, &third)
    layer(second, .W3features, &third)
    Learning.addBias(&third, self[.b3], rectify: true)
    var logits = [Float](repeating: 0, count: shape.actions)
    layer(third, .Wp, &logits)
    Learning.addBias(&logits, self[.bp], rectify: false)
    var value: [Float] = [0]
    layer(third, .Wv, &value)
    Learning.addBias(&value, self[.bv], rectify: false)
    return (logits, value[0])
  }
}
