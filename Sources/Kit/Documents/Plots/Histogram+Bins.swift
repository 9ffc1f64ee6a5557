extension Histogram {
  /// How many values of each series fall into each class of values.
  struct Bins: Equatable {
    /// More whole numbers than this are drawn as ranges.
    static let classesMax = 10

    /// About how many ranges there are.
    static let rangesWanted = 12

    /// What stands below each class.
    let labels: [String]
    /// Each class in words.
    let names: [String]
    /// The borders, where classes are ranges.
    let edges: [String]
    /// For each series, the values in each class.
    let counts: [[Int]]

    var isEdged: Bool { !edges.isEmpty }

    init(_ panel: Panel) {
      let highest = panel.values.flatMap(\.self).max() ?? 0
      let isWhole = panel.values.allSatisfy { $0.allSatisfy { $0 >= 0 && $0 == $0.rounded() } }
      switch panel.classes {
      case .named(let classes):
        self.init(classes, panel.values)
      case .counts where isWhole && highest < Double(Self.classesMax):
        let numbers = (0...max(1, Int(highest))).map { (value: Double($0), name: "\($0)") }
        self.init(numbers, panel.values)
      case .counts, .ranges: self.init(rangesOf: panel.values)
      }
    }

    private init(_ classes: [(value: Double, name: String)], _ values: [[Double]]) {
      labels = classes.map(\.name)
      names = labels
      edges = []
      counts = values.map { values in
        classes.map { named in values.count { $0 == named.value } }
      }
    }

    private init(rangesOf values: [[Double]]) {
      let axis = AxisScale(around: values.flatMap(\.self), count: Self.rangesWanted)
      let borders = axis.ticks
      let last = borders.count - 2
      let marks = borders.map(axis.label)
      edges = marks
      labels = Array(marks.dropLast())
      names = zip(marks, marks.dropFirst()).map { "\($0) to \($1)" }
      counts = values.map { values in
        var counts = Array(repeating: 0, count: last + 1)
        for value in values {
          // A class has its lower border, the last one also its upper.
          let index = borders.lastIndex { $0 <= value } ?? 0
          counts[min(index, last)] += 1
        }
        return counts
      }
    }
  }
}
