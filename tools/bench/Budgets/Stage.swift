import Files
import Ledger

extension Benchmark {
  /// What a stage costs besides the program that it is.
  static let stage = Benchmark(
    name: "stage",
    summary: "a stage that does nothing, against fork and exec and what it may add to that"
  ) { fixtures, options in
    guard let program = options.program else {
      ErrorOutput.write("no program: a stage is not measured\n")
      return []
    }
    let lab = try Lab(fixtures.place, program)
    let workload = try fixtures.emptyLedger("beside")
    try workload.begin()
    let count = options.isShort ? 20 : 60
    var parts: (fork: [Double], append: [Double], sync: [Double]) = ([], [], [])
    let rounds = try Measuring.rounds(options) {
      let fork = try Measuring.milliseconds(8) { try ChildProcess.run(["true"]) }
      let append = try Measuring.milliseconds(8) { try workload.observe() }
      let sync = try Measuring.milliseconds(8) { try lab.syncBlob() }
      parts.fork.append(fork)
      parts.append.append(append)
      parts.sync.append(sync)
      return fork + 2 * append + sync + 1
    } value: {
      // What all stages share, and what a run without any takes, is taken off.
      let few = try lab.run(stages: 1)
      return (try lab.run(stages: count + 1) - few) / Double(count)
    }
    let peak = try lab.peak(stages: count)
    let medians = [parts.fork, parts.append, parts.sync].map { Figures.text(Sample($0).median) }
    return [
      Result(
        "stage", .milliseconds, rounds, peakRSS: peak,
        note: "fork and exec \(medians[0]), an append \(medians[1]), a blob's sync \(medians[2])")
    ]
  }
}

/// A directory with a ledger, in which studies are run by the program itself.
private final class Lab {
  private let place: Place
  private let path: String
  private let program: String
  private var made = 0

  init(_ place: Place, _ program: String) throws {
    self.place = place
    path = PathName.join(place.path, "lab")
    self.program = program
    try FileSystem.makeDirectories(path)
    Setting.set("XDG_CONFIG_HOME", PathName.join(path, "config"))
    try ChildProcess.run([program, "init"], in: path)
  }

  /// Runs a fresh study of so many stages, one after the other; milliseconds.
  func run(stages: Int) throws -> Double {
    let command = try command(stages: stages)
    return try Measuring.milliseconds { try ChildProcess.run(command, in: path) }
  }

  /// The largest resident set of a run of so many stages, in bytes.
  func peak(stages: Int) throws -> Int {
    try ChildProcess.peakResidentBytes(try command(stages: stages), in: path, place)
  }

  /// Writes the file of a fresh study, and gives the command that runs it.
  private func command(stages: Int) throws -> [String] {
    made += 1
    let text = """
      study: nothing-\(made)
      objective: What does a stage cost that does nothing?
      metric: none
      seed: 1
      levels:
        A: {seeds: \(stages)}
      stages:
        - {name: idle, run: ["true"]}

      """
    let file = "study-\(made).yaml"
    try FileSystem.writeAtomically(
      PathName.join(path, file), Array(text.utf8), mode: 0o644, sync: false)
    return [program, "run", file, "--jobs", "1"]
  }

  /// Writes a small file and makes it durable as blobs are.
  func syncBlob() throws {
    made += 1
    let blob = PathName.join(path, "blob-\(made)")
    try FileSystem.writeAtomically(blob, Array("\(made)".utf8), mode: 0o444, sync: false)
    try FileSystem.syncFileSystem(containing: blob)
  }
}
