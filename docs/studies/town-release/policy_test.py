"""What the operators of the example hold a policy to: a rule of thumb, and its test."""

import unittest


def goal(hunger: float, hygiene: float, energy: float) -> str:
    """The need that is furthest from met."""
    needs = {"eat": hunger, "wash": hygiene, "sleep": energy}
    return min(needs, key=needs.get)


class GoalTest(unittest.TestCase):
    def test_the_lowest_need_comes_first(self) -> None:
        self.assertEqual(goal(0.2, 0.9, 0.5), "eat")
        self.assertEqual(goal(0.9, 0.2, 0.5), "wash")
        self.assertEqual(goal(0.9, 0.8, 0.5), "sleep")


if __name__ == "__main__":
    unittest.main()
