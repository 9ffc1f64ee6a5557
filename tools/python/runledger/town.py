"""A town as a parallel environment, in the manner of PettingZoo, over lines of JSON.

    with Town("queue_conflict.yaml") as town:
        observations, infos = town.reset(seed=1)
        while town.agents:
            actions = {name: policy(seen) for name, seen in observations.items()}
            observations, rewards, terminations, truncations, infos = town.step(actions)

Only people who are due for a decision are among the observations. An action is the number of a goal, see
`Town.actions`. The same seed and the same actions give the same rewards, whatever the machine.
"""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any, Dict, List, Optional, Tuple

Observation = Dict[str, Any]


class TownError(RuntimeError):
    """The town did not do what it was asked."""


class Town:
    """One town in a process of its own."""

    metadata = {"name": "town_v1"}

    def __init__(self, config: str, ticks: Optional[int] = None, program: Optional[str] = None) -> None:
        command = [program or os.environ.get("RUNLEDGER", "runledger"), "simulate", "town", "environment"]
        command += ["--config", config]
        if ticks is not None:
            command += ["--ticks", str(ticks)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        space = self._ask({"space": True})
        self.possible_agents: List[str] = space["agents"]
        self.actions: List[str] = space["actions"]
        self.features: List[str] = space["features"]
        self.map_shape: Tuple[int, ...] = tuple(space["map"])
        self.ticks: int = space["ticks"]
        self.agents: List[str] = []

    def reset(self, seed: int = 1) -> Tuple[Dict[str, Observation], Dict[str, Any]]:
        """Begins an episode."""
        state = self._ask({"reset": {"seed": seed}})
        self.agents = list(self.possible_agents)
        return state["observations"], {"tick": state["tick"], "events": state["events"]}

    def step(self, actions: Dict[str, int]) -> Tuple[
        Dict[str, Observation], Dict[str, float], Dict[str, bool], Dict[str, bool], Dict[str, Any]
    ]:
        """One tick: what people who are due shall do; who is not named goes on."""
        state = self._ask({"step": {name: int(action) for name, action in actions.items()}})
        names = self.possible_agents
        if state["truncated"]:
            self.agents = []
        return (
            state["observations"],
            state["rewards"],
            {name: bool(state["terminated"]) for name in names},
            {name: bool(state["truncated"]) for name in names},
            {"tick": state["tick"], "events": state["events"]},
        )

    def close(self) -> None:
        """Ends the process."""
        if self._process.poll() is None:
            assert self._process.stdin is not None
            try:
                self._process.stdin.write('{"close": true}\n')
                self._process.stdin.close()
            except BrokenPipeError:
                pass
            self._process.wait(timeout=10)
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def __enter__(self) -> "Town":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, request: Dict[str, Any]) -> Dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            assert self._process.stderr is not None
            raise TownError(self._process.stderr.read().strip() or "the town ended without a word")
        answer = json.loads(line)
        if "error" in answer:
            raise TownError(answer["error"])
        return answer
