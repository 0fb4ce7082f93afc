"""Networks as PyTorch exports them, and what PyTorch makes of some examples: python3 pytorch.py

Writes pytorch-*.onnx and pytorch.json beside itself, with the TorchScript exporter of PyTorch 2.13. It wants the package
onnx only for networks with functions of onnxscript, of which there are none here; so its last step is left out, and the
files hold what the exporter itself wrote. Weights and running statistics are random, not trained.
"""

import copy
import json
import pathlib

import torch
from torch import nn
from torch.nn import functional as F
from torch.onnx._internal.torchscript_exporter import onnx_proto_utils

onnx_proto_utils._add_onnxscript_fn = lambda model_bytes, custom_opsets: model_bytes

HERE = pathlib.Path(__file__).parent
torch.manual_seed(1)


class Tutorial(nn.Module):
    """The network of PyTorch's MNIST example: an activation after its pooling, functions, log_softmax."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, 1)
        self.conv2 = nn.Conv2d(4, 6, 3, 1)
        self.dropout = nn.Dropout(0.5)
        self.fc1 = nn.Linear(24, 8)
        self.fc2 = nn.Linear(8, 3)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = x.view(x.size(0), -1)
        x = self.dropout(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)


class Standardized(nn.Module):
    """Flat rows, prepared and seen as images by the network itself."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.tensor([0.3, 0.5]).view(2, 1, 1))
        self.register_buffer("std", torch.tensor([0.2, 4.0]).view(2, 1, 1))
        self.conv = nn.Conv2d(2, 3, (3, 2), stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(3)
        self.out = nn.Linear(3, 2)

    def forward(self, x):
        x = (x.reshape(-1, 2, 5, 6) - self.mean) / self.std
        x = torch.tanh(self.norm(self.conv(x)))
        return self.out(F.adaptive_avg_pool2d(x, 1).flatten(1))


def noisy(network):
    for module in network.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            with torch.no_grad():
                module.running_mean.normal_()
                module.running_var.uniform_(0.5, 2)
                module.weight.normal_()
                module.bias.normal_()
    return network.eval()


mlp = nn.Sequential(
    nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 6), nn.Tanh(), nn.Linear(6, 3)
)
norms = nn.Sequential(
    nn.BatchNorm1d(4), nn.Linear(4, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 3), nn.Softmax(dim=1)
)
cnn = nn.Sequential(
    nn.Conv2d(2, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(3, 4, 2), nn.Sigmoid(), nn.AvgPool2d(2, stride=1), nn.Flatten(), nn.Linear(16, 4),
)  # fmt: skip
binary = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())
number = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 1))

SOFTMAX = lambda outputs: torch.softmax(outputs, dim=1)
CASES = [
    ("mlp", mlp, (4,), SOFTMAX),
    ("norms", norms, (4,), lambda outputs: outputs),
    ("cnn", cnn, (2, 8, 8), SOFTMAX),
    ("tutorial", Tutorial(), (1, 8, 8), torch.exp),
    ("standardized", Standardized(), (60,), SOFTMAX),
    ("binary", binary, (4,), lambda p: torch.cat([1 - p, p], dim=1)),
    ("number", number, (4,), lambda outputs: outputs),
]

cases = []


def export(name, network, predictions, opset, examples):
    with open(HERE / f"pytorch-{name}-{opset}.onnx", "wb") as file:
        torch.onnx.export(
            network, (examples,), file, dynamo=False, opset_version=opset,
            input_names=["x"], output_names=["y"], dynamic_axes={"x": {0: "n"}, "y": {0: "n"}},
        )  # fmt: skip
    with torch.no_grad():
        cases.append(
            {
                "file": f"pytorch-{name}-{opset}.onnx",
                "examples": examples.flatten(1).tolist(),
                "predictions": predictions(network(examples)).tolist(),
            }
        )


for name, network, sides, predictions in CASES:
    noisy(network)
    examples = torch.randn(5, *sides)
    for opset in (9, 17):
        export(name, network, predictions, opset, examples)

torch.manual_seed(2)  # what came before stays as it was
layer_norms = nn.Sequential(
    nn.Conv2d(2, 3, 3), nn.LayerNorm([3, 4, 4]), nn.ReLU(), nn.Flatten(),
    nn.Linear(48, 5), nn.LayerNorm(5, eps=0.01), nn.Tanh(),
    nn.LayerNorm(5, elementwise_affine=False), nn.Linear(5, 3),
)  # fmt: skip
for module in layer_norms:
    if isinstance(module, nn.LayerNorm) and module.elementwise_affine:
        nn.init.normal_(module.weight)
        nn.init.normal_(module.bias)
export("layer-norms", layer_norms.eval(), SOFTMAX, 17, torch.randn(5, 2, 6, 6))

torch.manual_seed(3)
leaky = nn.Sequential(
    nn.Conv2d(2, 3, 3), nn.LeakyReLU(), nn.MaxPool2d(2), nn.BatchNorm2d(3), nn.LeakyReLU(0.2),
    nn.Flatten(), nn.Linear(12, 5), nn.LeakyReLU(0.5), nn.Linear(5, 3),
)  # fmt: skip
for opset in (9, 17):
    export("leaky", noisy(leaky), SOFTMAX, opset, torch.randn(5, 2, 6, 6))



class Pooled(nn.Module):
    """Images to vectors by the mean of each channel, written as people write it."""

    def __init__(self, keepdim):
        super().__init__()
        self.conv = nn.Conv2d(2, 3, 3)
        self.out = nn.Linear(3, 2)
        self.keepdim = keepdim

    def forward(self, x):
        x = torch.relu(self.conv(x))
        x = x.mean((-1, -2), keepdim=True).flatten(1) if self.keepdim else x.mean((2, 3))
        return self.out(x)


torch.manual_seed(4)
for keepdim in (False, True):
    for opset in (9, 18):
        name = "pooled-kept" if keepdim else "pooled"
        export(name, Pooled(keepdim).eval(), SOFTMAX, opset, torch.randn(5, 2, 6, 5))

torch.manual_seed(5)  # kept in 16 bits; the predictions are those of the same weights in 32
for name, precision in (("half", torch.float16), ("bfloat16", torch.bfloat16)):
    kept = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3)).to(precision)
    examples = torch.randn(5, 4).to(precision)
    wide = copy.deepcopy(kept).float()
    export(name, kept, lambda _: SOFTMAX(wide(examples.float())), 13, examples)

with open(HERE / "pytorch.json", "w") as file:
    json.dump({"made_by": f"torch {torch.__version__}", "cases": cases}, file)
