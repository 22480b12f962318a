"""@TITLE@

Written by Pushforward: the flow in plain PyTorch, which is all that it needs. The weights lie beside this file.

    import @MODULE@
    flow = @MODULE@.load()
    x = flow.sample(1000)        # [1000, 2]
    logp = flow.log_prob(x)      # [1000], in nats

z ~ base, x = data. flow.to_data(z) and flow.to_base(x) give the points and log|det| of that map. A flow that was loaded
can be trained further: everything is differentiable, and its parameters are nn.Parameters.
"""

import json
import math
import os

import torch
from torch import nn
from torch.nn import functional as F

WEIGHTS = "@WEIGHTS@"


class Density(nn.Module):
    """A layer whose textbook map runs from data to base."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def to_base(self, x):
        return self.layer(x)

    def to_data(self, z):
        return self.layer.inverse(z)


class Sampling(nn.Module):
    """A layer whose textbook map runs from base to data."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def to_base(self, x):
        return self.layer.inverse(x)

    def to_data(self, z):
        return self.layer(z)
