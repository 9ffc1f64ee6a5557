/// What an operator is warned of.
enum Alert: String, CaseIterable, Sendable {
  case embedding_reuse_warning
  case affordance_failures_exceeded
  case lateness_spike
  case lateness_ratio_exceeded
  case absence_cluster
  case employment_exit_queue_overflow
  case employment_exit_backlog
  case starvation_spike
  case option_thrash_detected
  case reward_variance_spike
  case reward_clip_saturated
  case queue_fairness_pressure
  case queue_deadlock
  case rivalry_spike
  case telemetry_backpressure
}

/// An alert that is up, and since when.
struct RaisedAlert: Coded, Equatable {
  var name = ""
  var since = 0

  mutating func code(_ c: inout some StateCoder) {
    c.field("name", &name)
    c.field("since", &since)
  }
}

/// A sum over the last ticks, kept in twenty buckets.
struct SlidingSum: Coded {
  static let bucketCount = 20

  struct Bucket: Coded {
    var index = -1
    var count = 0
    var sum = 0.0
    var squares = 0.0

    mutating func code(_ c: inout some StateCoder) {
      c.field("index", &index)
      c.field("count", &count)
      c.field("sum", &sum)
      c.field("squares", &squares)
    }
  }

  var buckets: [Bucket] = []

  mutating func code(_ c: inout some StateCoder) { c.field("buckets", &buckets) }

  /// Adds what one tick has seen; what is older than the window falls out, a bucket at a time.
  mutating func add(count: Int, sum: Double, squares: Double = 0, tick: Int, window: Int) {
    let width = max(1, window / Self.bucketCount)
    let index = tick / width
    if buckets.last?.index != index {
      buckets.append(Bucket(index: index, count: 0, sum: 0, squares: 0))
      buckets.removeAll { $0.index <= index - Self.bucketCount }
    }
    let last = buckets.count - 1
    buckets[last].count += count
    buckets[last].sum += sum
    buckets[last].squares += squares
  }

  var count: Int { buckets.reduce(0) { $0 + $1.count } }
  var sum: Double { buckets.reduce(0) { $0 + $1.sum } }

  /// The mean; 0 without a sample.
  var mean: Double { count == 0 ? 0 : sum / Double(count) }

  /// The mean square less the square of the mean; 0 without a sample.
  var variance: Double {
    guard count > 0 else { return 0 }
    let squares = buckets.reduce(0) { $0 + $1.squares } / Double(count)
    return max(0, squares - mean * mean)
  }
}
