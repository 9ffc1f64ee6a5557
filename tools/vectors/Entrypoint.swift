/// Writes the vectors of `ledger/FORMAT.md`: without an argument their names, with a name its file.
///
/// `for n in $(swift run vectors); do swift run vectors $n > ledger/vectors/log/$n.json; done`
@main enum Entrypoint {
  static func main() throws {
    guard let name = CommandLine.arguments.dropFirst().first else {
      for log in LogCase.all { print(log.name) }
      return
    }
    for log in LogCase.all where log.name == name { print(try log.json(), terminator: "") }
  }
}
