"""The functions of `functions.ts` for Optuna, asked for in the same spaces (`problems.ts`)."""

import math


def box(trial, dimensions, low, high):
    return [trial.suggest_float(f"x{i}", low, high) for i in range(dimensions)]


def branin(trial):
    return branin_at(trial.suggest_float("x0", -5, 10), trial.suggest_float("x1", 0, 15))


ALPHA = [1, 1.2, 3, 3.2]
A = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def hartmann6(trial):
    x = box(trial, 6, 0, 1)
    return -sum(
        ALPHA[i] * math.exp(-sum(A[i][j] * (x[j] - P[i][j]) ** 2 for j in range(6))) for i in range(4)
    )


def rosenbrock5(trial):
    x = box(trial, 5, -5, 10)
    return sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(4))


def ackley(x):
    radius = math.sqrt(sum(v * v for v in x) / len(x))
    waves = sum(math.cos(2 * math.pi * v) for v in x) / len(x)
    return -20 * math.exp(-0.2 * radius) - math.exp(waves) + 20 + math.e


def ackley10(trial):
    return ackley(box(trial, 10, -32.768, 32.768))


def shifted_ackley10(trial):
    return ackley([v - 7 - 1.5 * i for i, v in enumerate(box(trial, 10, -32.768, 32.768))])


def mixed(trial):
    lr = trial.suggest_float("lr", 1e-5, 0.1, log=True)
    width = trial.suggest_int("width", 8, 256, log=True)
    depth = trial.suggest_int("depth", 1, 8)
    drop = trial.suggest_float("drop", 0, 0.5, step=0.05)
    act = trial.suggest_categorical("act", ["tanh", "relu", "sin", "gelu"])
    norm = trial.suggest_categorical("norm", [False, True])
    return (
        (math.log10(lr) + 3) ** 2 * 0.3
        + (math.log2(width) - 6) ** 2 * 0.05
        + (depth - 4) ** 2 * 0.02
        + (drop - 0.1) ** 2 * 2
        + {"tanh": 0.1, "relu": 0.3, "sin": 0, "gelu": 0.05}[act]
        + (0 if norm else 0.1)
        + (0.02 * (depth - 4) ** 2 if act == "sin" else 0)
    )


def conditional(trial):
    common = 0.2 * (trial.suggest_float("scale", 0.5, 2) - 1.2) ** 2
    model = trial.suggest_categorical("model", ["poly", "rbf", "mlp"])
    if model == "poly":
        degree = trial.suggest_int("model.poly.degree", 1, 9)
        ridge = trial.suggest_float("model.poly.ridge", 1e-6, 1, log=True)
        return common + 0.3 + 0.05 * abs(degree - 4) + 0.02 * (math.log10(ridge) + 3) ** 2
    if model == "rbf":
        gamma = trial.suggest_float("model.rbf.gamma", 1e-3, 1e3, log=True)
        c = trial.suggest_float("model.rbf.c", 1e-3, 1e3, log=True)
        return common + 0.1 + 0.05 * ((math.log10(gamma) - 0.5) ** 2 + (math.log10(c) - 1) ** 2)
    width = trial.suggest_int("model.mlp.width", 4, 256, log=True)
    lr = trial.suggest_float("model.mlp.lr", 1e-5, 0.1, log=True)
    return common + 0.08 * (math.log10(lr) + 3) ** 2 + 0.05 * (math.log2(width) - 6) ** 2


def gramacy(trial):
    x, y = box(trial, 2, 0, 1)
    trial.set_user_attr(
        "constraints",
        [1.5 - x - 2 * y - 0.5 * math.sin(2 * math.pi * (x * x - 2 * y)), x * x + y * y - 1.5],
    )
    return x + y


def zdt1(trial):
    x = box(trial, 6, 0, 1)
    g = 1 + 9 * sum(x[1:]) / 5
    return x[0], g * (1 - math.sqrt(x[0] / g))


def levy4(trial):
    w = [1 + (v - 1) / 4 for v in box(trial, 4, -10, 10)]
    inner = sum((v - 1) ** 2 * (1 + 10 * math.sin(math.pi * v + 1) ** 2) for v in w[:-1])
    last = (w[-1] - 1) ** 2 * (1 + math.sin(2 * math.pi * w[-1]) ** 2)
    return math.sin(math.pi * w[0]) ** 2 + inner + last


def griewank6(trial):
    x = box(trial, 6, -60, 40)
    waves = math.prod(math.cos(v / math.sqrt(i + 1)) for i, v in enumerate(x))
    return sum(v * v for v in x) / 4000 - waves + 1


def styblinski5(trial):
    return sum(v**4 - 16 * v * v + 5 * v for v in box(trial, 5, -5, 5)) / 2


def ellipsoid20(trial):
    return sum(10 ** (4 * i / 19) * (v - 1) ** 2 for i, v in enumerate(box(trial, 20, -3, 7)))


def michalewicz5(trial):
    x = box(trial, 5, 0, math.pi)
    return -sum(math.sin(v) * math.sin((i + 1) * v * v / math.pi) ** 20 for i, v in enumerate(x))


def schwefel4(trial):
    return 418.982887 * 4 - sum(v * math.sin(math.sqrt(abs(v))) for v in box(trial, 4, -500, 500))


def branin_at(x, y):
    b, t = 5.1 / (4 * math.pi**2), 1 / (8 * math.pi)
    return (y - b * x * x + 5 / math.pi * x - 6) ** 2 + 10 * (1 - t) * math.cos(x) + 10


def stepped_branin(trial):
    x, y = trial.suggest_float("x0", -5, 10, step=0.25), trial.suggest_int("x1", 0, 15)
    mode = trial.suggest_categorical("mode", ["a", "b", "c"])
    return branin_at(x + {"a": 0, "b": 1.5, "c": -1}[mode], y) + {"a": 0.2, "b": 0, "c": 0.4}[mode]


def rotated8(trial):
    moved = [v - 0.5 - 0.2 * i for i, v in enumerate(box(trial, 8, -5, 5))]
    along = 2 * sum(v * (i + 1) for i, v in enumerate(moved)) / sum((i + 1) ** 2 for i in range(8))
    return sum(10 ** (3 * i / 7) * (v - along * (i + 1)) ** 2 for i, v in enumerate(moved))


def diverging(trial):
    lr = trial.suggest_float("lr", 1e-5, 1, log=True)
    decay = trial.suggest_float("decay", 1e-7, 0.1, log=True)
    momentum = trial.suggest_float("momentum", 0, 0.999)
    batch = trial.suggest_int("batch", 8, 512, log=True)
    step, most = lr / (1 - momentum), 0.3 * math.sqrt(batch / 64)
    if step > most:
        return math.nan
    shy = math.log10(step / (0.8 * most))
    fitting = 0.03 * (math.log10(decay) + 4 + 0.3 * shy) ** 2 + 0.05 * abs(math.log10(batch / 32))
    return 0.1 + 0.15 * shy**2 + fitting + 0.2 * (momentum - 0.9) ** 2


def crashing5(trial):
    x = box(trial, 5, -2, 2)
    if x[0] + x[1] > 0.6 or x[2] * x[3] > 0.2 or x[4] > 1:
        return math.nan
    return sum((v - best) ** 2 for v, best in zip(x, [0.5, 0.4, -0.3, 0.8, 0.9]))


def few_matter12(trial):
    x = box(trial, 12, 0, 1)
    return 10 * (x[1] - 0.3) ** 2 + 5 * abs(x[4] - x[1]) + 2 * (1 - math.cos(3 * math.pi * (x[7] - 0.7)))


def categories(trial):
    letters = ["abcde".index(trial.suggest_categorical(f"c{i}", list("abcde"))) for i in range(8)]
    target = [2, 0, 4, 1, 3, 3, 0, 2]
    missed = [0 if a == b else 1 + 0.2 * abs(a - b) for a, b in zip(letters, target)]
    pairs = sum(1 for i in range(1, 8, 2) if missed[i] > 0 and missed[i - 1] > 0)
    return sum(missed) + pairs


PROBLEMS = {
    "branin": branin,
    "hartmann6": hartmann6,
    "rosenbrock5": rosenbrock5,
    "ackley10": ackley10,
    "mixed": mixed,
    "conditional": conditional,
    "gramacy": gramacy,
    "zdt1": zdt1,
    "shifted-ackley10": shifted_ackley10,
    "levy4": levy4,
    "griewank6": griewank6,
    "styblinski5": styblinski5,
    "ellipsoid20": ellipsoid20,
    "michalewicz5": michalewicz5,
    "schwefel4": schwefel4,
    "stepped-branin": stepped_branin,
    "rotated8": rotated8,
    "diverging": diverging,
    "crashing5": crashing5,
    "few-matter12": few_matter12,
    "categories": categories,
}
