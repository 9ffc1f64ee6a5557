public import Bytes
import Codecs
import LedgerFormat

/// What an agent-safe batch is drawn for: one candidate against the baseline, each on seeds that
/// nobody could know before the candidate was recorded.
public struct CandidateDraw: Recordable {
  /// The study whose secret the seeds are drawn from.
  public var study = ""
  /// One digest over the code and the parameters of both arms.
  public var candidate = Digest.zero
  /// The candidate's code, by the paths within its arm.
  public var code: [FilePin] = []
  /// The parameters under which the baseline is executed: those of what was promoted last.
  public var baseline: [Parameter] = []
  /// The seeds of the baseline; those of the candidate are the batch's own.
  public var baselineSeeds: [Int64] = []

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study, "the study whose secret the seeds are drawn from")
    coder.field("candidate", &candidate, "one digest over code and parameters of both arms")
    coder.field("code", &code, "the candidate's code, by the paths within its arm")
    coder.field("baseline", &baseline, "the parameters under which the baseline is executed")
    coder.field("baseline_seeds", &baselineSeeds, "the seeds of the baseline")
  }
}

extension Seeds {
  /// Seeds of an arm of a candidate: the first four bytes, big-endian and without the sign bit, of
  /// `HMAC-SHA256(secret, "runledger/candidate-seed/v1" 00 arm 00 candidate index-u32be)`, where
  /// those that come twice are left out.
  public static func drawn(
    secret: [UInt8], candidate: Digest, arm: String, count: Int
  ) -> [Int64] {
    var seeds: [Int64] = []
    var index: UInt32 = 0
    while seeds.count < count {
      var message = Array("runledger/candidate-seed/v1\0\(arm)\0".utf8) + candidate.bytes
      for shift in [24, 16, 8, 0] { message.append(UInt8(truncatingIfNeeded: index >> shift)) }
      let hash = authenticated(message, by: secret).bytes
      let seed =
        Int64(hash[0] & 0x7f) << 24 | Int64(hash[1]) << 16 | Int64(hash[2]) << 8 | Int64(hash[3])
      if !seeds.contains(seed) { seeds.append(seed) }
      index += 1
    }
    return seeds
  }

  /// Seeds that stand for drawn ones where only their number and their length count.
  static func placeholders(_ count: Int) -> [Int64] {
    (0..<count).map { Int64(Int32.max) - Int64($0) }
  }

  /// HMAC-SHA256 (RFC 2104).
  public static func authenticated(_ message: [UInt8], by key: [UInt8]) -> Digest {
    var block = key.count > 64 ? Hashing.digest(of: key).bytes : key
    block += [UInt8](repeating: 0, count: 64 - block.count)
    let inner = Hashing.digest(of: block.map { $0 ^ 0x36 } + message)
    return Hashing.digest(of: block.map { $0 ^ 0x5c } + inner.bytes)
  }
}

extension States {
  /// What was promoted last in an agent-safe study; nil while nothing was.
  func promotedBatch(of plan: Plan) -> BatchManifest? {
    plan.baselines.lazy.compactMap { self.baseline(plan.study, $0.name)?.current }.first
      .flatMap { self.batch(plan.study, $0)?.manifest }
  }

  /// What a batch of an agent-safe study is for, without its seeds: they follow from it.
  ///
  /// Nil in any other study.
  public func candidate(of plan: Plan, _ overrides: [Parameter]) -> CandidateDraw? {
    guard let arms = plan.arms else { return nil }
    var draw = CandidateDraw()
    draw.study = plan.study
    draw.code = plan.code(ofArm: arms.candidate)
    draw.baseline = promotedBatch(of: plan)?.overrides ?? []
    var writer = CBORWriter()
    writer.array(6)
    writer.text("runledger/candidate/v1")
    writer.text(plan.study)
    writer.raw(draw.code.encoded)
    writer.raw(overrides.encoded)
    writer.raw(plan.code(ofArm: arms.baseline).encoded)
    writer.raw(draw.baseline.encoded)
    draw.candidate = Hashing.digest(of: writer.bytes)
    return draw
  }
}

extension BatchManifest {
  /// Draws the seeds of both arms.
  public mutating func draw(_ candidate: CandidateDraw, _ plan: AgentSafePlan, secret: [UInt8]) {
    var candidate = candidate
    candidate.baselineSeeds = Seeds.drawn(
      secret: secret, candidate: candidate.candidate, arm: "baseline", count: plan.baselineSeeds)
    seeds = Seeds.drawn(
      secret: secret, candidate: candidate.candidate, arm: "candidate", count: plan.candidateSeeds)
    draw = candidate
  }

  /// Whether the seeds are those that a secret gives for the candidate.
  public func isDrawn(from secret: [UInt8]) -> Bool {
    guard let draw else { return true }
    return draw.baselineSeeds
      == Seeds.drawn(
        secret: secret, candidate: draw.candidate, arm: "baseline",
        count: draw.baselineSeeds.count)
      && seeds
        == Seeds.drawn(
          secret: secret, candidate: draw.candidate, arm: "candidate", count: seeds.count)
  }

  /// The seeds of the variant at a place, and what is set in it beside the axes: of an agent-safe
  /// batch the first is the baseline.
  public func arm(at place: Int) -> (seeds: [Int64], overrides: [Parameter]) {
    guard let draw, place == 0 else { return (seeds, overrides) }
    return (draw.baselineSeeds, draw.baseline)
  }
}
