import Numerics

/// Clusters by Lloyd's algorithm from k-means++ starts, the best of several.
struct KMeans {
  /// The cluster of each point, from 0.
  private(set) var labels: [Int]
  /// The sum of squared distances to the centres.
  private(set) var inertia: Double

  /// Divides points into `count` clusters; there are at least as many points.
  init(_ points: [[Double]], count: Int, seed: Int64, starts: Int = 20) {
    precondition(points.count >= count && count > 0, "there are fewer points than clusters")
    labels = []
    inertia = .infinity
    let draw = Draw(seed: seed, "kmeans")
    for start in 0..<starts {
      let found = Self.run(points, count: count, draw, UInt32(start))
      if found.inertia < inertia { (labels, inertia) = found }
    }
  }

  static func squaredDistance(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for index in left.indices {
      let difference = left[index] - right[index]
      sum += difference * difference
    }
    return sum
  }

  private static func run(
    _ points: [[Double]], count: Int, _ draw: Draw, _ start: UInt32
  ) -> (labels: [Int], inertia: Double) {
    var centres = [points[Int(draw.integer(below: UInt64(points.count), t: start))]]
    var nearest = points.map { squaredDistance($0, centres[0]) }
    while centres.count < count {
      let total = nearest.reduce(0, +)
      var left = draw.uniform(t: start, i: UInt32(centres.count)) * total
      let next = nearest.firstIndex { distance in
        left -= distance
        return left < 0
      }
      let chosen = next ?? nearest.indices.max { nearest[$0] < nearest[$1] } ?? 0
      centres.append(points[chosen])
      for index in points.indices {
        nearest[index] = min(nearest[index], squaredDistance(points[index], points[chosen]))
      }
    }
    var labels = [Int](repeating: -1, count: points.count)
    for _ in 0..<300 {
      var isChanged = false
      for index in points.indices {
        var best = (cluster: 0, distance: Double.infinity)
        for cluster in 0..<count {
          let distance = squaredDistance(points[index], centres[cluster])
          if distance < best.distance { best = (cluster, distance) }
        }
        if labels[index] != best.cluster { isChanged = true }
        labels[index] = best.cluster
        nearest[index] = best.distance
      }
      guard isChanged else { break }
      centres = means(points, labels, count: count, nearest: &nearest)
    }
    return (labels, nearest.reduce(0, +))
  }

  /// The clusters' means; an empty cluster takes the point that is farthest from its centre.
  private static func means(
    _ points: [[Double]], _ labels: [Int], count: Int, nearest: inout [Double]
  ) -> [[Double]] {
    var sums = [[Double]](repeating: [Double](repeating: 0, count: points[0].count), count: count)
    var sizes = [Double](repeating: 0, count: count)
    for (point, label) in zip(points, labels) {
      sizes[label] += 1
      for index in point.indices { sums[label][index] += point[index] }
    }
    for cluster in 0..<count {
      if sizes[cluster] > 0 {
        for index in sums[cluster].indices { sums[cluster][index] /= sizes[cluster] }
      } else {
        let farthest = nearest.indices.max { nearest[$0] < nearest[$1] } ?? 0
        sums[cluster] = points[farthest]
        nearest[farthest] = 0
      }
    }
    return sums
  }
}

/// How much nearer points are to their own cluster than to the next one (Rousseeuw 1987), exactly.
enum Silhouette {
  /// The mean over all points by Euclidean distance; a point alone in its cluster counts 0.
  ///
  /// Nil with fewer than two clusters, or as many as there are points.
  static func mean(_ points: [[Double]], labels: [Int]) -> Double? {
    let clusters = (labels.max() ?? -1) + 1
    var sizes = [Int](repeating: 0, count: clusters)
    for label in labels { sizes[label] += 1 }
    let filled = sizes.count { $0 > 0 }
    guard filled >= 2, filled < points.count else { return nil }
    var sum = 0.0
    for index in points.indices where sizes[labels[index]] > 1 {
      var distances = [Double](repeating: 0, count: clusters)
      for other in points.indices where other != index {
        distances[labels[other]] += KMeans.squaredDistance(points[index], points[other])
          .squareRoot()
      }
      let own = labels[index]
      let inside = distances[own] / Double(sizes[own] - 1)
      var outside = Double.infinity
      for cluster in 0..<clusters where cluster != own && sizes[cluster] > 0 {
        outside = min(outside, distances[cluster] / Double(sizes[cluster]))
      }
      if max(inside, outside) > 0 { sum += (outside - inside) / max(inside, outside) }
    }
    return sum / Double(points.count)
  }
}
