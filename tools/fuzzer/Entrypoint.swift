import Files
import FuzzTargets
import Glibc

/// Gives the engine of libFuzzer the reader that `RUNLEDGER_FUZZ` names.
@main enum Entrypoint {
  static func main() {
    if let place = unsafe getenv("RUNLEDGER_FUZZ_SEEDS") {
      do { try plant(unsafe String(cString: place)) } catch { fatalError("\(error)") }
      return
    }
    var count = CommandLine.argc
    var arguments = unsafe Optional(CommandLine.unsafeArgv)
    exit(unsafe runDriver(&count, &arguments, feed))
  }

  /// Writes what the reader is tried with first, a file each.
  private static func plant(_ place: String) throws {
    var seeds = FuzzSeeds.of(target.0).map { Array($0.utf8) }
    if target.0 == .log { seeds.append(try FuzzTarget.emptyLog()) }
    for (number, seed) in seeds.enumerated() {
      try FileSystem.writeAtomically(PathName.join(place, "seed-\(number)"), seed, sync: false)
    }
  }

  /// The reader, and a place for its files.
  static let target: (FuzzTarget, String) = {
    let name = unsafe getenv("RUNLEDGER_FUZZ").map { unsafe String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name),
      let directory = try? FuzzTarget.temporaryDirectory()
    else { fatalError("RUNLEDGER_FUZZ names none of the targets") }
    return (target, directory)
  }()
}

/// What libFuzzer calls with every input.
private func feed(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  do {
    _ = try Entrypoint.target.0.run(input, in: Entrypoint.target.1)
  } catch {
    fatalError("\(error)")
  }
  return 0
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ feed: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
