#!/usr/bin/env python3
"""Hold the town's learner against PyTorch: mini-batches of 32 on one thread, in turns.

    venv/bin/pip install torch numpy
    venv/bin/python tools/python/checks/learner_speed.py path/to/runledger [--rounds 5]

The same network (484 and 36 inputs, three layers of 256, seven actions and a value), the same losses, the same
bound on the gradient, Adam. Processor time, so that other programs disturb neither; the start of a process is
taken off.
"""
import argparse
import resource
import statistics
import subprocess
import time

import torch
from torch import nn


class Policy(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.map = nn.Linear(484, 256)
        self.features = nn.Linear(36, 256)
        self.both = nn.Linear(512, 256)
        self.logits = nn.Linear(256, 7)
        self.value = nn.Linear(256, 1)

    def forward(self, tiles, features):
        hidden = torch.cat([torch.relu(self.map(tiles)), torch.relu(self.features(features))], 1)
        both = torch.relu(self.both(hidden))
        return self.logits(both), self.value(both).squeeze(1)


def torch_rate(updates: int) -> float:
    torch.manual_seed(1)
    policy = Policy()
    adam = torch.optim.Adam(policy.parameters(), lr=3e-4)
    tiles = (torch.rand(32, 484) < 0.03).float()
    features = torch.rand(32, 36)
    actions = torch.arange(32) % 7
    old = torch.full((32,), -1.9459101)
    values = torch.zeros(32)
    advantages = torch.where(torch.arange(32) % 2 == 0, 1.0, -1.0)
    returns = torch.rand(32)

    def step() -> None:
        logits, value = policy(tiles, features)
        logs = torch.log_softmax(logits, 1)
        chosen = logs.gather(1, actions[:, None]).squeeze(1)
        ratio = torch.exp(chosen - old)
        gain = torch.minimum(ratio * advantages, ratio.clamp(0.8, 1.2) * advantages).mean()
        clipped = values + (value - values).clamp(-0.2, 0.2)
        loss_value = 0.5 * torch.maximum((value - returns) ** 2, (clipped - returns) ** 2).mean()
        entropy = -(logs.exp() * logs).sum(1).mean()
        adam.zero_grad()
        (-gain + 0.5 * loss_value - 0.01 * entropy).backward()
        nn.utils.clip_grad_norm_(policy.parameters(), 0.5)
        adam.step()

    for _ in range(20):
        step()
    begin = time.process_time()
    for _ in range(updates):
        step()
    return updates * 32 / (time.process_time() - begin)


def our_rate(program: str, updates: int) -> float:
    def seconds(count: int) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        words = [program, "simulate", "town", "ppo-speed", "--updates", str(count)]
        subprocess.run(words, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return updates * 32 / (seconds(updates + 100) - seconds(100))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--updates", type=int, default=1000)
    given = parser.parse_args()
    torch.set_num_threads(1)
    pairs = [(our_rate(given.program, given.updates), torch_rate(given.updates)) for _ in range(given.rounds)]
    for ours, theirs in pairs:
        print(f"runledger {ours:.0f} samples/s, torch {torch.__version__} {theirs:.0f}, ratio {ours / theirs:.2f}")
    print(f"median ratio {statistics.median(ours / theirs for ours, theirs in pairs):.2f}")


if __name__ == "__main__":
    main()
