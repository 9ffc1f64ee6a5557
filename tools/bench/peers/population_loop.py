"""The loop of a population's simulation in plain Python, the same model as the program's: hear, think, fade, tell.

    python3 population_loop.py PEOPLE TIMESTEPS

prints nanoseconds for one person in one timestep, and the share of people who have heard.
"""

import math
import random
import sys
import time

PUBLIC, PRIVATE = 0.35, 0.12
LEVELS = ((15, 0.1), (35, 0.3), (60, 0.5), (85, 0.7), (100, 0.9))


class Person:
    __slots__ = ("aware", "share", "committed", "public", "private", "last", "heard", "belief", "ps", "vs", "pc", "vc",
                 "sources", "memory", "hop", "base", "tried")

    def __init__(self, base):
        self.aware = self.share = self.committed = False
        self.public = self.private = -1
        self.last = -1
        self.heard, self.belief = 0, 0.0
        self.ps = self.vs = self.pc = self.vc = 0.0
        self.sources, self.memory, self.hop, self.base, self.tried = [], [], -1, base, {}


def level(percent):
    return next(value for bound, value in LEVELS if percent <= bound)


def respond(person, people, friends, chance):
    total = person.base
    peers = [people[f].ps for f in friends if people[f].last >= 0][:5]
    if peers:
        total += 0.5 * sum(peers) / len(peers)
    total += 0.1 * (person.belief / person.heard if person.heard else 0) * 0.8 + 0.2 * (2 * chance.random() - 1)
    s = math.tanh(total)
    percent = round(100 * min(1, max(0, 0.25 + 0.6 * abs(s) + 0.05 * len(person.sources) - 0.04)))
    return s, level(percent), abs(s) >= 0.3, 0 if s > 0.2 else 1 if s > -0.2 else 2


def apply(person, response, t):
    s, conviction, share, position = response
    old_public, old_private, firm = person.public, person.private, person.pc
    if person.last >= 0:
        person.ps += PUBLIC * (s - person.ps)
        person.pc += PUBLIC * (conviction - person.pc)
        person.vs += PRIVATE * (person.ps - person.vs)
        before = person.vc
        person.vc += PRIVATE * (person.pc - person.vc)
    else:
        person.ps = person.vs = s
        person.pc = person.vc = before = conviction
    if not (old_public >= 0 and position != old_public and firm >= 0.7 and person.pc < 0.5):
        person.public = position
    if old_private < 0:
        person.private = person.public
    elif person.public != old_private and before < 0.7 and person.pc >= 0.7 and person.sources:
        person.private = person.public
    person.share = share and conviction > 0.1 and person.pc > 0.1
    person.committed = person.vc >= 0.7
    person.last, person.heard, person.belief = t, 0, 0.0
    person.memory = (person.memory + [(t, person.ps, person.pc)])[-3:]
    person.sources = []


def step(people, neighbours, t, chance):
    hops = [p.hop for p in people]
    for source, person in enumerate(people):
        if not person.share:
            continue
        hop = 1 if hops[source] < 0 else hops[source] + 1
        fade = 0.9 ** hop
        for target in neighbours[source]:
            if person.tried.get(target) == person.public:
                continue
            person.tried[target] = person.public
            if chance.random() >= 0.3 * fade:
                continue
            other = people[target]
            other.aware, other.heard, other.belief = True, other.heard + 1, other.belief + max(0.05, 0.85 * fade)
            if other.hop < 0 or hop < other.hop:
                other.hop = hop
            if source not in other.sources:
                other.sources.append(source)
    if t == 0:
        for number, person in enumerate(people):
            if 18 + number * 7919 % 60 > 30 and chance.random() < 0.1:
                person.aware, person.heard, person.belief, person.hop = True, person.heard + 1, person.belief + 0.9, 0
    thinking = [i for i, p in enumerate(people)
                if p.aware and (p.last < 0 or not p.committed and len(p.sources) >= 3)]
    responses = [respond(people[i], people, neighbours[i], chance) for i in thinking]
    for i, response in zip(thinking, responses):
        apply(people[i], response, t)
    aware = minds = 0
    sentiment = squares = conviction = 0.0
    counts = [0, 0, 0]
    for person in people:
        if person.aware and person.last != t and person.last >= 0 and person.vc > 0.1:
            person.pc *= 0.95
            person.vc *= 0.95
            if person.vc < 0.7:
                person.committed = False
            if person.pc <= 0.1:
                person.share = False
        if person.aware:
            aware += 1
            if person.last >= 0:
                minds += 1
                sentiment += person.vs
                squares += person.vs * person.vs
                conviction += person.vc
                counts[person.private] += 1
    return aware / len(people)


def main():
    count, timesteps = int(sys.argv[1]), int(sys.argv[2])
    chance = random.Random(1)
    neighbours = [set() for _ in range(count)]
    for _ in range(count * 10):
        a, b = chance.randrange(count), chance.randrange(count)
        if a != b:
            neighbours[a].add(b)
            neighbours[b].add(a)
    neighbours = [sorted(n) for n in neighbours]
    ages = [18 + n * 7919 % 60 for n in range(count)]
    mean = sum(ages) / count
    spread = math.sqrt(sum((a - mean) ** 2 for a in ages) / (count - 1))
    people = [Person(0.6 * (a - mean) / spread) for a in ages]
    start = time.perf_counter()
    for t in range(timesteps):
        rate = step(people, neighbours, t, chance)
    print((time.perf_counter() - start) * 1e9 / count / timesteps, rate)


main()
