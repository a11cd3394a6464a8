"""Training steps of Burgers' equation with PyTorch on one thread: reads the number of steps, prints the median in ms."""

import json
import math
import sys
import time

import torch

torch.set_num_threads(1)
width, points, initial = (int(argument) for argument in sys.argv[1:4])
numbers = json.loads(sys.stdin.readline())
coordinates = torch.tensor(numbers["coordinates"], dtype=torch.float32).reshape(points, 2)
layers = [torch.nn.Linear(a, b) for a, b in zip([2, width, width, width], [width, width, width, 1])]
offset = 0
for layer in layers:
    for part in (layer.weight, layer.bias):
        size = part.numel()
        part.data = torch.tensor(numbers["parameters"][offset : offset + size]).reshape(part.shape)
        offset += size
optimizer = torch.optim.Adam([part for layer in layers for part in layer.parameters()], lr=1e-3)
x = coordinates[:, :1].clone().requires_grad_()
t = coordinates[:, 1:].clone().requires_grad_()
start = -torch.sin(math.pi * coordinates[:initial, :1])


def slope(of, at):
    return torch.autograd.grad(of, at, torch.ones_like(of), create_graph=True)[0]


def step():
    h = torch.cat([x, t], 1)
    for layer in layers[:-1]:
        h = torch.tanh(layer(h))
    u = layers[-1](h)
    u_x, u_t = torch.autograd.grad(u, (x, t), torch.ones_like(u), create_graph=True)
    residual = u_t + u * u_x - 0.01 / math.pi * slope(u_x, x)
    loss = (residual**2).mean() + ((u[:initial] - start) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


print(json.dumps(torch.__version__), flush=True)
for line in sys.stdin:
    times, losses = [], []
    for _ in range(int(line)):
        begin = time.perf_counter()
        losses.append(step())
        times.append((time.perf_counter() - begin) * 1000)
    print(json.dumps({"ms": sorted(times)[len(times) // 2], "losses": losses[:4]}), flush=True)
