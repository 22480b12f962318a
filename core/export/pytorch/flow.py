class Flow(nn.Module):
    """The layers from base to data, and the scaling from the flow's units to the user's."""

    def __init__(self):
        super().__init__()
        self.base = Base(@BASE@)
        self.layers = nn.ModuleList([
@CARDS@
        ])
        self.register_buffer("mean", torch.tensor(@MEAN@), persistent=False)
        self.register_buffer("scale", torch.tensor(@SCALE@), persistent=False)

    def to_base(self, x):
        """z and log|det dz/dx|."""
        z = (x - self.mean) / self.scale
        log_det = torch.zeros_like(z[:, 0]) - self.scale.log().sum()
        for layer in reversed(self.layers):
            z, more = layer.to_base(z)
            log_det = log_det + more
        return z, log_det

    def to_data(self, z):
        """x and log|det dx/dz|."""
        x = z
        log_det = torch.zeros_like(z[:, 0]) + self.scale.log().sum()
        for layer in self.layers:
            x, more = layer.to_data(x)
            log_det = log_det + more
        return x * self.scale + self.mean, log_det

    def log_prob(self, x):
        """log p at the rows of x, [n]."""
        z, log_det = self.to_base(x)
        return self.base.log_prob(z) + log_det

    @torch.no_grad()
    def sample(self, n, generator=None):
        """n points, [n, 2]."""
        return self.to_data(self.base.sample(n, self.mean, generator))[0]


def read_weights(path):
    """The arrays of a file in the safetensors format."""
    with open(path, "rb") as file:
        data = bytearray(file.read())
    start = 8 + int.from_bytes(data[:8], "little")
    arrays = {}
    for name, entry in json.loads(data[8:start].decode()).items():
        if name != "__metadata__":
            first, last = entry["data_offsets"]
            numbers = torch.frombuffer(data, dtype=torch.float32, count=(last - first) // 4, offset=start + first)
            arrays[name] = numbers.clone().reshape(entry["shape"])
    return arrays


def load(path=None):
    """The flow with its weights, which lie beside this file unless a path is given."""
    flow = Flow()
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), WEIGHTS)
    flow.load_state_dict(read_weights(path or beside))
    return flow.eval()
