/// The order in which attributes are drawn: each after what it depends on.
enum SamplingOrder {
  /// Kahn's algorithm; among those that are ready, the first by the alphabet.
  ///
  /// Dependencies that are no attribute are left out. The error is a cycle, its first name
  /// repeated.
  static func sort(_ attributes: [(name: String, dependsOn: [String])]) -> Result {
    let names = attributes.map(\.name)
    var waiting = attributes.map { attribute in
      attribute.dependsOn.filter { names.contains($0) }
    }
    var order: [String] = []
    var isDone = [Bool](repeating: false, count: names.count)
    while order.count < names.count {
      let ready = names.indices.filter { !isDone[$0] && waiting[$0].isEmpty }
      guard
        let next = ready.min(by: { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) })
      else {
        return .cycle(cycle(names, waiting, isDone))
      }
      isDone[next] = true
      order.append(names[next])
      for index in waiting.indices { waiting[index].removeAll { $0 == names[next] } }
    }
    return .order(order)
  }

  enum Result: Equatable {
    case order([String])
    case cycle([String])
  }

  /// Follows open dependencies until a name comes again.
  private static func cycle(
    _ names: [String], _ waiting: [[String]], _ isDone: [Bool]
  ) -> [String] {
    guard var place = names.indices.first(where: { !isDone[$0] }) else { return [] }
    var path: [String] = []
    while true {
      if let start = path.firstIndex(of: names[place]) {
        return Array(path[start...]) + [names[place]]
      }
      path.append(names[place])
      guard let next = waiting[place].first, let index = names.firstIndex(of: next) else {
        return path
      }
      place = index
    }
  }
}
