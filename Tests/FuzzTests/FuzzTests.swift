import Codecs
import Files
import FuzzTargets
import TestKit
import Testing

/// Every reader of strangers' bytes, with inputs that are nearly right: a bounded share of what
/// `tools/fuzz` does for as long as one likes, and all that it has ever found.
@Suite struct FuzzTests {
  /// How many inputs each reader gets.
  static let rounds = 3_000

  @Test(arguments: FuzzTarget.allCases)
  func `a reader refuses or accepts, and never breaks`(target: FuzzTarget) throws {
    let directory = try TemporaryDirectory()
    var random = SeededGenerator(seed: UInt64(target.rawValue.utf8.reduce(7) { $0 * 31 + Int($1) }))
    let seeds = FuzzSeeds.of(target).map { Array($0.utf8) }
    let rounds = target == .log || target == .directory ? 60 : target == .study ? 500 : Self.rounds
    for round in 0..<rounds {
      var input = seeds[round % seeds.count]
      for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&input, seeds, &random) }
      #expect(throws: Never.self, "\(input)") { try target.run(input, in: directory.path) }
    }
  }

  @Test(arguments: FuzzTarget.allCases)
  func `some of the seeds are accepted`(target: FuzzTarget) throws {
    let directory = try TemporaryDirectory()
    guard target != .log, target != .directory, target != .entry, target != .proof, target != .note
    else { return }
    let accepted = try FuzzSeeds.of(target).count { seed in
      try target.run(Array(seed.utf8), in: directory.path)
    }
    #expect(accepted > 0, "a reader that refuses all of them is not tried at all")
  }

  @Test func `what was found once is not found again`() throws {
    let directory = try TemporaryDirectory()
    let findings = PathName.join(PathName.parent("\(#filePath)"), "findings")
    for path in (try? FileSystem.walk(findings)) ?? [] {
      guard let name = path.split(separator: "/").first,
        let target = FuzzTarget(rawValue: String(name))
      else { continue }
      let bytes = try FileSystem.readFile(PathName.join(findings, path))
      #expect(throws: Never.self, "\(path)") { try target.run(bytes, in: directory.path) }
    }
  }

  private func mutate(
    _ input: inout [UInt8], _ seeds: [[UInt8]], _ random: inout SeededGenerator
  ) {
    let place = input.isEmpty ? 0 : Int.random(in: 0..<input.count, using: &random)
    switch Int.random(in: 0..<7, using: &random) {
    case 0 where !input.isEmpty: input[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
    case 1 where !input.isEmpty: input[place] = UInt8.random(in: 0...255, using: &random)
    case 2 where !input.isEmpty: input.removeSubrange(place..<min(input.count, place + 4))
    case 3: input.insert(UInt8.random(in: 0...255, using: &random), at: place)
    case 4:
      let other = seeds[Int.random(in: 0..<seeds.count, using: &random)]
      let from = other.isEmpty ? 0 : Int.random(in: 0..<other.count, using: &random)
      input.replaceSubrange(place..., with: other[from...])
    case 5: input += input.prefix(200)
    default:
      let words: [[UInt8]] = [
        [0xff, 0xfe], [0], Array("((((".utf8), Array("[[[[[[".utf8), Array("{\"a\":".utf8),
        Array("1e999".utf8), Array("-0".utf8), Array("9223372036854775808".utf8),
        Array("\u{feff}".utf8), Array("not ".utf8), Array("**/".utf8), [0xd8, 0x00], [0xbf, 0xff],
      ]
      input.insert(contentsOf: words[Int.random(in: 0..<words.count, using: &random)], at: place)
    }
  }
}
