"""Writes torch-optimizers.json: where PyTorch's optimisers go when they are fed given gradients.

    python torch-optimizers.py > torch-optimizers.json     (torch 2.15, pytorch_optimizer 4.1.0 for SOAP)
"""

import json
import random

import torch
from pytorch_optimizer import SOAP

torch.set_default_dtype(torch.float64)
# SOAP factorises in single precision; both names mean double here, so that sixteen digits can be compared.
torch.float32 = torch.float64

random.seed(7)
ROWS, BIASES, STEPS = 3, 2, 25
SIZE = ROWS * ROWS + BIASES
start = [random.uniform(-1, 1) for _ in range(SIZE)]
gradients = [[random.gauss(0, 1) * 10 ** random.uniform(-2, 1) for _ in range(SIZE)] for _ in range(STEPS)]

CASES = [
    ("adam", {"learningRate": 0.1}, torch.optim.Adam, {"lr": 0.1}),
    ("adam", {"learningRate": 0.02, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3, "weightDecay": 0.3},
     torch.optim.Adam, {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.3}),
    ("adamW", {"learningRate": 0.1}, torch.optim.AdamW, {"lr": 0.1}),
    ("adamW", {"learningRate": 0.05, "weightDecay": 0.5}, torch.optim.AdamW, {"lr": 0.05, "weight_decay": 0.5}),
    ("sgd", {"learningRate": 0.1}, torch.optim.SGD, {"lr": 0.1}),
    ("sgd", {"learningRate": 0.1, "momentum": 0.9, "weightDecay": 0.2},
     torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.2}),
    ("sgd", {"learningRate": 0.03, "momentum": 0.7, "nesterov": True},
     torch.optim.SGD, {"lr": 0.03, "momentum": 0.7, "nesterov": True}),
    ("rmsProp", {"learningRate": 0.01}, torch.optim.RMSprop, {"lr": 0.01}),
    ("rmsProp", {"learningRate": 0.01, "decay": 0.9, "momentum": 0.8, "centered": True, "weightDecay": 0.1},
     torch.optim.RMSprop, {"lr": 0.01, "alpha": 0.9, "momentum": 0.8, "centered": True, "weight_decay": 0.1}),
    ("soap", {"learningRate": 0.05, "precondition": 4, "weightDecay": 0.1},
     SOAP, {"lr": 0.05, "precondition_frequency": 4, "weight_decay": 0.1}),
    ("soap", {"learningRate": 0.01, "beta1": 0.9, "beta2": 0.99, "precondition": 1},
     SOAP, {"lr": 0.01, "betas": (0.9, 0.99), "precondition_frequency": 1, "weight_decay": 0}),
]


def path(make, options):
    matrix = torch.tensor(start[: ROWS * ROWS]).reshape(ROWS, ROWS).requires_grad_()
    biases = torch.tensor(start[ROWS * ROWS :]).requires_grad_()
    optimizer = make([matrix, biases], **options)
    points = []
    for gradient in gradients:
        matrix.grad = torch.tensor(gradient[: ROWS * ROWS]).reshape(ROWS, ROWS)
        biases.grad = torch.tensor(gradient[ROWS * ROWS :])
        optimizer.step()
        points.append(matrix.detach().flatten().tolist() + biases.tolist())
    return points


cases = [{"optimizer": name, "options": ours, "path": path(make, theirs)} for name, ours, make, theirs in CASES]
print(json.dumps({"rows": ROWS, "start": start, "gradients": gradients, "cases": cases}))
