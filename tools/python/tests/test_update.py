"""One dumped update computed again with lists and floats: RUNLEDGER names the program.

`checks/recompute_update.py` does the same with NumPy, for networks of any size.
"""

import ast
import json
import math
import os
import struct
import subprocess
import tempfile
import unittest

CONFIG = """config_id: update
ppo: {hidden_units: 8}
town: {agents: 2, width: 8, height: 8}
features: {systems: {local_window: 5}}
scenario: {ticks: 60}
"""


def load(path: str) -> list:
    """The numbers of an array of NumPy, nested as its shape says."""
    with open(path, "rb") as file:
        data = file.read()
    size = struct.unpack("<H", data[8:10])[0]
    head = ast.literal_eval(data[10 : 10 + size].decode("latin-1"))
    form = {"<f4": "f", "<f8": "d", "<i8": "q", "<i4": "i"}[head["descr"]]
    count = math.prod(head["shape"])
    flat = list(struct.unpack(f"<{count}{form}", data[10 + size :]))
    for width in reversed(head["shape"][1:]):
        flat = [flat[start : start + width] for start in range(0, len(flat), width)]
    return flat


def product(left: list, right: list) -> list:
    columns = list(zip(*right))
    return [[math.fsum(a * b for a, b in zip(row, column)) for column in columns] for row in left]


def turned(matrix: list) -> list:
    return [list(row) for row in zip(*matrix)]


def layer(rows: list, weights: list, bias: list) -> list:
    return [[value + b for value, b in zip(row, bias)] for row in product(rows, weights)]


def positive(rows: list) -> list:
    return [[max(0.0, value) for value in row] for row in rows]


def where(rows: list, open_: list) -> list:
    return [[a if b > 0 else 0.0 for a, b in zip(row, gate)] for row, gate in zip(rows, open_)]


def flat(value) -> list:
    return [number for part in value for number in flat(part)] if isinstance(value, list) else [value]


class UpdateTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.place = tempfile.TemporaryDirectory()
        with open(os.path.join(cls.place.name, "town.yaml"), "w", encoding="ascii") as file:
            file.write(CONFIG)
        words = "town train --config town.yaml --mode rollout --epochs 1 --transitions 40 --evaluate 0"
        subprocess.run(
            [os.environ["RUNLEDGER"], *words.split(), "-o", "out", "--dump-update", "dump"],
            cwd=cls.place.name, check=True, capture_output=True)
        cls.adam = json.loads(cls.text("adam.json"))

    @classmethod
    def tearDownClass(cls) -> None:
        cls.place.cleanup()

    @classmethod
    def path(cls, name: str) -> str:
        return os.path.join(cls.place.name, "dump", name)

    @classmethod
    def text(cls, name: str) -> str:
        with open(cls.path(name), encoding="ascii") as file:
            return file.read()

    def array(self, name: str) -> list:
        return load(self.path(f"{name}.npy"))

    def near(self, got, want, tolerance: float, what: str) -> None:
        for one, other in zip(flat(got), flat(want), strict=True):
            self.assertLessEqual(abs(one - other), tolerance, what)

    def test_advantages(self) -> None:
        rewards, values, dones = self.array("rewards"), self.array("values"), self.array("dones")
        advantages, following = [0.0] * len(rewards), 0.0
        for t in reversed(range(len(rewards))):
            after = values[t + 1] if t + 1 < len(values) else self.array("bootstrap")[0]
            lives = 1 - dones[t]
            delta = rewards[t] + self.adam["gamma"] * after * lives - values[t]
            following = delta + self.adam["gamma"] * self.adam["gae_lambda"] * lives * following
            advantages[t] = following
        self.assertGreater(sum(dones), 0)
        self.near(advantages, self.array("advantages"), 1e-9, "advantages")
        self.near([a + v for a, v in zip(advantages, values)], self.array("returns"), 1e-9, "returns")
        mean = math.fsum(advantages) / len(advantages)
        deviation = math.sqrt(math.fsum((a - mean) ** 2 for a in advantages) / len(advantages))
        chosen = [(advantages[i] - mean) / (deviation + 1e-8) for i in self.array("indices")]
        self.near(chosen, self.array("adv_norm"), 1e-9, "adv_norm")

    def test_losses_gradients_and_the_step(self) -> None:
        adam = self.adam
        names = ["W1", "b1", "W2", "b2", "W3", "b3", "Wp", "bp", "Wv", "bv"]
        w = {name: self.array(f"before/{name}") for name in names}
        x, f, actions = self.array("map"), self.array("features"), self.array("actions")
        h1 = positive(layer(x, w["W1"], w["b1"]))
        h2 = positive(layer(f, w["W2"], w["b2"]))
        joint = [a + b for a, b in zip(h1, h2)]
        h3 = positive(layer(joint, w["W3"], w["b3"]))
        logits = layer(h3, w["Wp"], w["bp"])
        values = [row[0] for row in layer(h3, w["Wv"], w["bv"])]
        n, clip, room = len(actions), adam["clip_param"], adam["value_clip"]
        policy = value_loss = entropy_sum = divergence = 0.0
        dlogits, dvalues = [], []
        rest = zip(logits, values, actions, self.array("old_log_probs"), self.array("adv_norm"),
                   self.array("batch_returns"), self.array("old_values"))
        for row, value, action, old, a, target, before in rest:
            top = max(row)
            norm = top + math.log(math.fsum(math.exp(z - top) for z in row))
            log = [z - norm for z in row]
            p = [math.exp(z) for z in log]
            entropy = -math.fsum(q * z for q, z in zip(p, log))
            ratio = math.exp(log[action] - old)
            plain, cut = ratio * a, min(max(ratio, 1 - clip), 1 + clip) * a
            moved = before + min(max(value - before, -room), room)
            wide, narrow = (value - target) ** 2, (moved - target) ** 2
            policy -= min(plain, cut) / n
            value_loss += 0.5 * max(wide, narrow) / n
            entropy_sum += entropy / n
            divergence += (old - log[action]) / n
            pull = -plain if plain <= cut else 0.0
            dlogits.append([
                (pull * ((k == action) - p[k]) + adam["entropy_coef"] * p[k] * (log[k] + entropy)) / n
                for k in range(len(p))])
            inside = abs(value - before) < room
            slope = value - target if wide >= narrow else moved - target if inside else 0.0
            dvalues.append([adam["value_loss_coef"] * slope / n])
        total = policy + adam["value_loss_coef"] * value_loss - adam["entropy_coef"] * entropy_sum
        for name, got in [("loss_policy", policy), ("loss_value", value_loss), ("loss_total", total),
                          ("loss_entropy", entropy_sum), ("kl_divergence", divergence)]:
            self.assertLessEqual(abs(got - adam[name]), 1e-6 * max(1, abs(got)), name)

        def sums(rows: list) -> list:
            return [math.fsum(column) for column in zip(*rows)]

        g = {"Wp": product(turned(h3), dlogits), "bp": sums(dlogits),
             "Wv": product(turned(h3), dvalues), "bv": sums(dvalues)}
        back = zip(product(dlogits, turned(w["Wp"])), product(dvalues, turned(w["Wv"])))
        d3 = where([[a + b for a, b in zip(one, other)] for one, other in back], h3)
        g["W3"], g["b3"] = product(turned(joint), d3), sums(d3)
        below = product(d3, turned(w["W3"]))
        width = len(h1[0])
        d1, d2 = where([row[:width] for row in below], h1), where([row[width:] for row in below], h2)
        g["W1"], g["b1"] = product(turned(x), d1), sums(d1)
        g["W2"], g["b2"] = product(turned(f), d2), sums(d2)
        size = math.sqrt(math.fsum(value**2 for part in g.values() for value in flat(part)))
        self.assertLessEqual(abs(size - adam["grad_norm"]), 1e-5 * max(1, size))
        scale = min(1.0, adam["max_grad_norm"] / size) if "max_grad_norm" in adam else adam["grad_scale"]
        t = adam["step"]
        for name in names:
            scaled = [value * scale for value in flat(g[name])]
            self.near(scaled, self.array(f"grads/{name}"), 1e-6, f"grads/{name}")
            # The step is that of the gradient as it was given: tiny ones decide its sign.
            after = []
            for old, value in zip(flat(w[name]), flat(self.array(f"grads/{name}"))):
                m = (1 - adam["beta1"]) * value / (1 - adam["beta1"] ** t)
                v = (1 - adam["beta2"]) * value**2 / (1 - adam["beta2"] ** t)
                after.append(old - adam["lr"] * m / (math.sqrt(v) + adam["eps"]))
            self.near(after, flat(self.array(f"after/{name}")), 1e-6, f"after/{name}")


if __name__ == "__main__":
    unittest.main()
