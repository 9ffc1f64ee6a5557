import Codecs
import StageKit
import Testing

@testable import Town

@Suite struct HookTests {
  @Test func `hooks tell and change when a use begins, is over and is refused`() throws {
    let lines = """
      affordances:
        definitions:
          eat_meal:
            object_type: fridge
            duration: 3
            effects: {hunger: 0.4}
            preconds: ["meals > 0"]
            hooks:
              before: [on_attempt_eat, money -= 10, meals += 3]
              after: [energy += 0.25, on_finish_eat, hunger += 10]
              fail: [on_no_meal]
      """
    let town = try quietTown(1, lines)
    let fridge = try #require(town.shard.state.world.objects.firstIndex { $0.type == .fridge })
    var world = town.shard.state.world
    (world.agents[0].energy, world.agents[0].hunger) = (0.5, 0.2)
    let meals = world.objects[fridge].meals
    #expect(world.request(fridge, by: 0, town.rules) == true)
    #expect(world.start(.eat_meal, at: fridge, by: 0, town.rules) == true)
    // A wallet does not fall below nothing.
    #expect(world.agents[0].wallet == 0)
    #expect(world.objects[fridge].meals == meals - 1 + 3)
    #expect(world.agents[0].energy == 0.5)
    for _ in 0..<3 { world.advanceAffordances(town.rules) }
    #expect(near(world.agents[0].energy, 0.75) && world.agents[0].hunger == 1)
    // Without money the next one is refused.
    world.objects[fridge].cooldowns = []
    #expect(world.request(fridge, by: 0, town.rules) == true)
    #expect(world.start(.eat_meal, at: fridge, by: 0, town.rules) == false)
    let told = world.events.filter { $0.type == "affordance_hook" }
    #expect(
      told.map { "\($0.fields["phase"]?.asText ?? "") \($0.fields["hook"]?.asText ?? "")" }
        == ["before on_attempt_eat", "after on_finish_eat", "fail on_no_meal"])
    #expect(told.allSatisfy { $0.fields["agent_id"] == "a1" && $0.fields["object_id"] != nil })
  }

  @Test(arguments: [
    ("townlet.world.hooks.default", "names code, which is never run inside a tick"),
    ("module:function", "runs"), ("hunger = 1", "is no hook"), ("hunger += x", "is no hook"),
    ("hunger += 11", "within 10"), ("meals += 0.5", "whole for what is counted"),
    ("gold += 1", "quantities: hunger"), ("", "is no hook"), ("a b", "is no hook"),
  ])
  func `what is no hook is refused with what stands in its place`(
    hook: String, words: String
  ) throws {
    #expect(AffordanceHook(hook) == nil)
    let error = try #require(throws: StageError.self) {
      try town(
        "affordances: {definitions: {use_shower: {object_type: shower, hooks: {after: "
          + "[\"\(hook)\"]}}}}")
    }
    let expected = words == "runs" ? "town environment" : words
    #expect(error.message.contains(expected), "\(error.message)")
    #expect(error.message.contains("affordances.definitions.use_shower.hooks"))
  }

  @Test func `hooks are part of what is hashed`() throws {
    func last(_ hooks: String) throws -> String {
      var shower = "use_shower: {object_type: shower, duration: 5, effects: {hygiene: 0.4}"
      shower += hooks.isEmpty ? "}" : ", hooks: {after: [\(hooks)]}}"
      let rules = TownRules(
        try town("town: {start_hygiene: 0.3}\naffordances: {definitions: {\(shower)}}"), seed: 1)
      var shard = Shard(rules, release: Release())
      return hashes(&shard, rules, ticks: 60).last ?? ""
    }
    #expect(try last("energy -= 0.1") == last("energy -= 0.1"))
    #expect(try last("energy -= 0.1") != last(""))
  }
}
