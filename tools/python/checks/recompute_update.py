"""Computes one update of `runledger town train --dump-update DIR` again, with NumPy in double precision.

    python3 recompute_update.py DIR

Advantages, losses, gradients and the step of Adam, each against what the program wrote; exit 1 on a difference.
"""

import json
import sys
from pathlib import Path

import numpy as np

directory = Path(sys.argv[1])
failures = 0


def load(name: str) -> np.ndarray:
    return np.load(directory / f"{name}.npy").astype(np.float64)


def compare(name: str, got: np.ndarray, want: np.ndarray, tolerance: float) -> None:
    global failures
    worst = float(np.max(np.abs(np.asarray(got) - np.asarray(want)))) if np.size(want) else 0.0
    good = worst <= tolerance
    failures += not good
    print(f"{'ok  ' if good else 'FAIL'} {name}: {worst:.3g} (at most {tolerance:g})")


adam = json.loads((directory / "adam.json").read_text())
rewards, values, dones = load("rewards"), load("values"), load("dones")
bootstrap = load("bootstrap")[0]
advantages = np.zeros_like(rewards)
following = 0.0
for t in range(len(rewards) - 1, -1, -1):
    after = values[t + 1] if t + 1 < len(values) else bootstrap
    delta = rewards[t] + adam["gamma"] * after * (1 - dones[t]) - values[t]
    following = delta + adam["gamma"] * adam["gae_lambda"] * (1 - dones[t]) * following
    advantages[t] = following
compare("advantages", advantages, load("advantages"), 1e-9)
compare("returns", advantages + values, load("returns"), 1e-9)
normalised = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
indices = np.load(directory / "indices.npy")
compare("adv_norm", normalised[indices], load("adv_norm"), 1e-9)
compare("batch_returns", (advantages + values)[indices], load("batch_returns"), 1e-9)

names = ["W1", "b1", "W2", "b2", "W3", "b3", "Wp", "bp", "Wv", "bv"]
w = {name: load(f"before/{name}") for name in names}
x, f = load("map"), load("features")
h1 = np.maximum(x @ w["W1"] + w["b1"], 0)
h2 = np.maximum(f @ w["W2"] + w["b2"], 0)
joint = np.concatenate([h1, h2], axis=1)
h3 = np.maximum(joint @ w["W3"] + w["b3"], 0)
logits = h3 @ w["Wp"] + w["bp"]
value = (h3 @ w["Wv"] + w["bv"])[:, 0]
log = logits - logits.max(1, keepdims=True)
log -= np.log(np.exp(log).sum(1, keepdims=True))
p = np.exp(log)
actions = np.load(directory / "actions.npy")
rows = np.arange(len(actions))
new, old = log[rows, actions], load("old_log_probs")
a, target, before = load("adv_norm"), load("batch_returns"), load("old_values")
ratio, clip = np.exp(new - old), adam["clip_param"]
plain, cut = ratio * a, np.clip(ratio, 1 - clip, 1 + clip) * a
policy = -np.minimum(plain, cut).mean()
moved = before + np.clip(value - before, -adam["value_clip"], adam["value_clip"])
squares, bounded = (value - target) ** 2, (moved - target) ** 2
value_loss = 0.5 * np.maximum(squares, bounded).mean()
entropy = -(p * log).sum(1)
total = policy + adam["value_loss_coef"] * value_loss - adam["entropy_coef"] * entropy.mean()
compare("loss_policy", policy, adam["loss_policy"], 1e-6)
compare("loss_value", value_loss, adam["loss_value"], 1e-6 * max(1, value_loss))
compare("loss_entropy", entropy.mean(), adam["loss_entropy"], 1e-6)
compare("loss_total", total, adam["loss_total"], 1e-6 * max(1, abs(total)))
compare("kl_divergence", (old - new).mean(), adam["kl_divergence"], 1e-6)

n = len(actions)
chosen = np.zeros_like(p)
chosen[rows, actions] = 1
slope = np.where(plain <= cut, -plain, 0)[:, None] * (chosen - p)
slope += adam["entropy_coef"] * p * (log + entropy[:, None])
dlogits = slope / n
inside = np.abs(value - before) < adam["value_clip"]
dvalue = np.where(squares >= bounded, value - target, np.where(inside, moved - target, 0))
dvalue = (adam["value_loss_coef"] * dvalue / n)[:, None]
g = {"Wp": h3.T @ dlogits, "bp": dlogits.sum(0), "Wv": h3.T @ dvalue, "bv": dvalue.sum(0)}
d3 = (dlogits @ w["Wp"].T + dvalue @ w["Wv"].T) * (h3 > 0)
g["W3"], g["b3"] = joint.T @ d3, d3.sum(0)
below = d3 @ w["W3"].T
d1, d2 = below[:, : h1.shape[1]] * (h1 > 0), below[:, h1.shape[1] :] * (h2 > 0)
g["W1"], g["b1"], g["W2"], g["b2"] = x.T @ d1, d1.sum(0), f.T @ d2, d2.sum(0)
norm = np.sqrt(sum((part**2).sum() for part in g.values()))
compare("grad_norm", norm, adam["grad_norm"], 1e-5 * max(1, norm))
scale = adam["grad_scale"]
for name in names:
    compare(f"grads/{name}", g[name] * scale, load(f"grads/{name}"), 1e-6)

b1, b2, t = adam["beta1"], adam["beta2"], adam["step"]
for name in names:
    gradient = load(f"grads/{name}")
    m, v = (1 - b1) * gradient / (1 - b1**t), (1 - b2) * gradient**2 / (1 - b2**t)
    after = w[name] - adam["lr"] * m / (np.sqrt(v) + adam["eps"])
    compare(f"after/{name}", after, load(f"after/{name}"), 1e-6)
sys.exit(1 if failures else 0)
