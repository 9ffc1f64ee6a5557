"""A random policy plays a scenario: RUNLEDGER names the program, python3 -m unittest runs this."""

import os
import random
import unittest

from runledger.town import Town, TownError

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
SCENARIO = os.path.join(ROOT, "docs", "studies", "town-release", "scenarios", "queue_conflict.yaml")


def play(seed: int, choose) -> float:
    total = 0.0
    with Town(SCENARIO) as town:
        observations, _ = town.reset(seed=seed)
        while town.agents:
            actions = {name: choose(town, seen) for name, seen in observations.items()}
            observations, rewards, _, _, _ = town.step(actions)
            total += sum(rewards.values())
    return total


def dice(seed: int):
    source = random.Random(seed)
    return lambda town, _: source.randrange(len(town.actions))


class TownTest(unittest.TestCase):
    def test_the_same_seed_and_actions_give_the_same_rewards(self) -> None:
        self.assertEqual(play(3, dice(1)), play(3, dice(1)))
        self.assertNotEqual(play(3, dice(1)), play(3, dice(2)))

    def test_shapes_are_as_announced(self) -> None:
        with Town(SCENARIO) as town:
            observations, _ = town.reset(seed=1)
            channels, height, width = town.map_shape
            for seen in observations.values():
                self.assertEqual(len(seen["map"]), channels * height * width)
                self.assertEqual(len(seen["features"]), len(town.features))

    def test_mistakes_are_told(self) -> None:
        with Town(SCENARIO) as town:
            town.reset(seed=1)
            with self.assertRaises(TownError):
                town.step({"nobody": 0})
            with self.assertRaises(TownError):
                town.step({town.possible_agents[0]: 99})
        with self.assertRaises(TownError):
            Town("no-such-file.yaml")


if __name__ == "__main__":
    unittest.main()
