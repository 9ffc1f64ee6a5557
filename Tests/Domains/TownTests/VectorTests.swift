import Testing

@testable import Town

/// Numbers that anybody can compute again.
@Suite struct VectorTests {
  @Test func `whoever has waited longest for his place is next`() {
    var object = TownObject()
    object.waiting = [
      Waiting(agent: 0, joined: 100), Waiting(agent: 1, joined: 80), Waiting(agent: 2, joined: 99),
    ]
    #expect(object.next(tick: 110, ageWeight: 0.1) == 1)
    #expect(object.next(tick: 110, ageWeight: 0) == 0)
  }

  @Test func `advantages are those of the formula`() {
    var advantages = Advantages.estimate(
      rewards: [0.1, -0.2, 0.3], values: [0.5, 0.4, 0.3, 0.2], dones: [false, false, true],
      gamma: 0.99, lambda: 0.95)
    #expect(near(advantages[0], -0.2889715) && near(advantages[1], -0.303) && advantages[2] == 0)
    _ = Advantages.normalise(&advantages)
    #expect(near(advantages[0], -0.65628, 1e-5) && near(advantages[1], -0.75674, 1e-5))
    #expect(near(advantages[2], 1.41302, 1e-5))
  }

  @Test func `a bootstrap counts where an episode goes on`() {
    let with = Advantages.estimate(
      rewards: [0], values: [1, 2], dones: [false], gamma: 0.5, lambda: 0.9)
    #expect(with == [0])
    let without = Advantages.estimate(
      rewards: [0], values: [1], dones: [false], gamma: 0.5, lambda: 0.9)
    #expect(without == [-0.5])
  }

  @Test func `the surrogate is clipped on the side that would gain`() {
    let up = PPO.surrogate(new: -0.9, old: -1, advantage: 1, clip: 0.2)
    let down = PPO.surrogate(new: -1.2, old: -1, advantage: -1, clip: 0.2)
    #expect(near((up.loss + down.loss) / 2, -0.14322, 1e-5))
    let far = PPO.surrogate(new: 0, old: -1, advantage: 1, clip: 0.2)
    #expect(near(far.loss, -1.2) && far.slope == 0 && far.isClipped)
  }

  @Test func `the value loss takes the larger square`() {
    #expect(near(PPO.valueLoss(value: 0.9, target: 1, old: 0.5, clip: 0.2).loss, 0.045))
    #expect(near(PPO.valueLoss(value: 0.9, target: 1, old: 0.5, clip: 0).loss, 0.005))
  }

  @Test func `the reward of half met needs is that of the formula`() {
    let penalty = TownWorld.penalty(0.4, 0.5, 0.6, RewardSettings.Needs())
    let raw = 0.002 - penalty
    #expect(near(raw, -0.636))
    var clip = RewardSettings.Clip()
    clip.perTick = 0.2
    #expect(TownWorld.clip(raw, isGuarded: false, episode: 0, clip) == -0.2)
    // An equal deficit of .2887 on every need is enough for the narrow clip.
    let even = TownWorld.penalty(1 - 0.2887, 1 - 0.2887, 1 - 0.2887, RewardSettings.Needs())
    #expect(near(even, 0.2, 1e-3))
  }

  @Test func `nothing good comes of a death, and an episode has its bound`() {
    let clip = RewardSettings.Clip()
    #expect(TownWorld.clip(0.3, isGuarded: true, episode: 0, clip) == 0)
    #expect(TownWorld.clip(-0.3, isGuarded: true, episode: 0, clip) == -0.3)
    #expect(near(TownWorld.clip(-0.5, isGuarded: false, episode: -49.8, clip), -0.2))
    #expect(TownWorld.clip(-0.5, isGuarded: false, episode: -50, clip) == 0)
  }

  @Test func `a conflict is as strong as its boost and its queue`() {
    let rivalry = ConflictSettings.Rivalry()
    #expect(TownWorld.intensity(boost: 1.5, queue: 1, rivalry) == 1.5)
    #expect(near(TownWorld.intensity(boost: 0.4, queue: 3, rivalry), 0.9))
    #expect(TownWorld.intensity(boost: 5, queue: 9, rivalry) == 5)
    #expect(TownWorld.intensity(boost: 0, queue: 1, rivalry) == 0.1)
  }

  @Test func `stories keep to their limits`() {
    var settings = TelemetrySettings.Narration()
    settings.windowLimit = 3
    settings.priority = ["utility_outage"]
    var narration = Narration()
    func tell(_ tick: Int, _ key: String, _ category: Narration.Category) -> Bool {
      narration.tell(category, key, key, tick: tick, settings)
    }
    #expect(tell(1, "A", .queue_conflict))
    #expect(!tell(10, "B", .queue_conflict))
    #expect(tell(10, "C", .utility_outage))
    #expect(!tell(11, "C", .utility_outage))
    #expect(!tell(31, "D", .queue_conflict))
    #expect(tell(40, "E", .queue_conflict))
    #expect(!tell(41, "F", .utility_outage))
    #expect(tell(602, "G", .queue_conflict))
  }

  @Test func `elementary functions are right to the last bits`() {
    for (x, value) in [
      (0.0, 1.0), (1, 2.718281828459045), (-1, 0.36787944117144233), (10, 22026.465794806718),
      (-20, 2.061153622438558e-9),
    ] {
      #expect(abs(PortableMath.exp(x) - value) <= 4e-16 * value)
    }
    for (x, value) in [(1.0, 0.0), (2, 0.6931471805599453), (0.1, -2.3025850929940455)] {
      #expect(abs(PortableMath.log(x) - value) <= 5e-16)
    }
    let eighth = PortableMath.turn(0.125)
    #expect(near(eighth.sin, 0.7071067811865476, 1e-15) && near(eighth.cos, eighth.sin, 1e-15))
    #expect(near(PortableMath.turn(0.5).cos, -1, 1e-15))
  }

  @Test func `mini-batches are as large as the settings allow`() {
    let settings = PPOSettings()
    #expect(PPO.batchSize(3, settings) == 1)
    #expect(PPO.batchSize(40, settings) == 10)
    #expect(PPO.batchSize(1000, settings) == 32)
  }
}
