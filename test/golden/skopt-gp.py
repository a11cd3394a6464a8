# Writes skopt-gp.json: what scikit-optimize's Gaussian process predicts, and the expected improvement that it gives to
# some points. Run with the version to compare with (0.10.2): python skopt-gp.py > skopt-gp.json
import json
import random

import numpy as np
from skopt.acquisition import gaussian_ei
from skopt.learning import GaussianProcessRegressor
from skopt.learning.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

rng = random.Random(0)
X = [[round(rng.random(), 6), round(rng.random(), 6)] for _ in range(14)]
y = [round(50 + 10 * ((a - 0.3) ** 2 + np.sin(5 * b)), 6) for a, b in X]
Q = [[round(rng.random(), 6), round(rng.random(), 6)] for _ in range(8)] + X[:2]
hyper = {"lengthscales": [0.3, 0.7], "outputscale": 1.3, "noiseVariance": 1e-3}

# That of gp_minimize, with the hyperparameters held: its fit has other bounds than ours, and no prior.
kernel = ConstantKernel(hyper["outputscale"]) * Matern(hyper["lengthscales"], nu=2.5) + WhiteKernel(hyper["noiseVariance"])
model = GaussianProcessRegressor(kernel=kernel, normalize_y=True, noise="gaussian", optimizer=None).fit(X, y)
mean, deviation = model.predict(Q, return_std=True)
# A margin of 0.01 in units of the standardised values, as ours is; skopt's own is in those of the objective.
xi = 0.01 * np.std(y)
ei = gaussian_ei(Q, model, y_opt=min(y), xi=xi)
print(json.dumps({"X": X, "y": y, "Q": Q, "hyper": hyper, "mean": list(mean), "deviation": list(deviation), "ei": list(ei)}, indent=1))
