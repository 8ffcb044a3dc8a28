"""What the network of super-resolution costs: a step of training beside plain PyTorch, and applying it in numpy.

The published network at full width (Pei et al. 2025: 18 channels, 10 elements, 26.3 million weights) is written once
more in the layers that PyTorch has, given the same weights, and must say the same. Steps of both alternate, each on one
core; the best of several counts, since other programs only ever add to a time. CPU seconds.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from tools.demo import as_table
from tools.package import load_package

load_package()

from geochem_fusion.core.blas import one_blas_thread  # noqa: E402
from geochem_fusion.core.deep.layers import BEND, SLOPE  # noqa: E402
from geochem_fusion.core.deep.learning import Descent  # noqa: E402
from geochem_fusion.core.deep.pytorch import missing_torch, one_thread, seeded  # noqa: E402
from geochem_fusion.core.deep.unet import TOGETHER, WIDTHS, WINDOW, width_of  # noqa: E402
from geochem_fusion.core.deep.unet_training import BATCH, SCHEDULE, Loss, module_of, plain_arrays  # noqa: E402
from geochem_fusion.core.deep.window_inference import Lattice, blended  # noqa: E402
from geochem_fusion.core.raster.grid import Window  # noqa: E402

CHANNELS, ELEMENTS = 18, 10  # of the published network
KIND = "multilevel_unet"
AGREEMENT = 1e-4  # of the size of what comes out: two orders of the same sums in float32


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--width", choices=list(WIDTHS), default="full", help="of the step of training")
    parser.add_argument("--rounds", type=int, default=5, help="of which the best counts")
    parser.add_argument("--side", type=int, default=256, help="pixels along the side of the map that is made")
    options = parser.parse_args()
    missing = missing_torch()
    if missing:
        print(missing, file=sys.stderr)
        return 1
    with one_thread(), seeded(0):
        print(as_table(step_table(options.width, options.rounds)), flush=True)
    with one_blas_thread():
        print("\n" + as_table(apply_table(options.side, options.rounds)))
    return 0


# ---------------------------------------------------------------------------------------------- a step of training


def step_table(width: str, rounds: int) -> list[list[str]]:
    """Return the rows on a step of training, each loss with ours and with the plain network."""
    import torch

    ours = module_of(KIND, CHANNELS, ELEMENTS, width_of(KIND, width))
    torch.nn.init.normal_(ours.arrays["out"], std=0.05)  # it starts at 0, which would agree with anything
    plain = plain_network(CHANNELS, ELEMENTS, width_of(KIND, width))
    plain.take(ours)
    x, truth, content = (torch.randn(BATCH, count, WINDOW, WINDOW) for count in (CHANNELS, ELEMENTS, ELEMENTS))
    require_same(ours, plain, x)
    weights = sum(part.numel() for part in ours.parameters())
    lines = [[f"step, batch {BATCH}, {width} width, {weights / 1e6:.1f} M weights", "ours", "plain", "ratio"]]
    for name, title in (("mixed", "the loss of training in both"), ("mse", "mean squared error in both")):
        loss = Loss(name, np.ones(ELEMENTS), "cpu")

        def step(module: Any, descent: Descent, loss: Loss = loss) -> None:
            descent.step(loss.joint(loss.sums(module(x), truth, content)))

        works = [partial(step, module, Descent(module.train(), SCHEDULE)) for module in (ours, plain)]
        own, other = best_seconds(works, rounds)
        lines.append([title, f"{own:.3f} s", f"{other:.3f} s", f"{own / other:.2f}"])
    return lines


def best_seconds(works: Sequence[Callable[[], None]], rounds: int) -> list[float]:
    """Return the least CPU seconds of each of several works, which take turns; a first round does not count."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds + 1):
        for times, work in zip(taken, works):
            started = time.process_time()
            work()
            times.append(time.process_time() - started)
    return [min(times[1:]) for times in taken]


def require_same(ours: Any, plain: Any, x: Any) -> None:
    """Raise AssertionError unless both networks say the same."""
    import torch

    with torch.no_grad():
        one, other = ours.eval()(x), plain.eval()(x)
    apart, size = float((one - other).abs().max()), float(other.abs().max())
    if not apart < AGREEMENT * size:
        raise AssertionError(f"The networks differ by {apart}, where what they say reaches {size}")


def plain_network(channels: int, elements: int, width: int) -> Any:
    """Return the published network as one would write it in PyTorch: layers as modules, and the way through them."""
    import torch
    from torch import nn

    def conv(into: int, out: int, side: int, stride: int = 1) -> Any:
        return nn.Conv2d(into, out, side, stride, padding=(side - 1) // 2)

    def rectified(x: Any) -> Any:
        return 0.5 * ((1 + SLOPE) * x + (1 - SLOPE) * torch.sqrt(x**2 + BEND**2))

    class Encoder(nn.Module):
        def __init__(self, into: int, out: int, side: int, stride: int) -> None:
            super().__init__()
            self.first, self.second = conv(into, out, side, stride), conv(out, out, 3)
            self.shortcut = conv(into, out, 1, stride)

        def forward(self, x: Any) -> Any:
            return rectified(self.second(rectified(self.first(x))) + self.shortcut(x))

    class Decoder(nn.Module):
        def __init__(self, into: int, middle: int) -> None:
            super().__init__()
            self.first, self.second = conv(into, middle, 3), conv(middle, middle, 3)
            self.up = nn.ConvTranspose2d(middle, middle // 2, 2, 2)
            self.shortcut = nn.Sequential(conv(into, middle // 2, 1), nn.Upsample(scale_factor=2))

        def forward(self, x: Any) -> Any:
            main = self.up(rectified(self.second(rectified(self.first(x)))))
            return rectified(main + self.shortcut(x))

    class Plain(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            w = width
            self.norm = nn.BatchNorm2d(channels)
            self.e1, self.e2 = Encoder(channels, w, 3, 1), Encoder(w, 2 * w, 1, 2)
            self.e3, self.e4 = Encoder(2 * w, 4 * w, 1, 2), Encoder(4 * w, 8 * w, 1, 2)
            self.b5_1, self.b5_2 = conv(8 * w, 16 * w, 1, 2), conv(16 * w, 16 * w, 3)
            self.b5_up, self.b5_shortcut = nn.ConvTranspose2d(16 * w, 8 * w, 2, 2), conv(8 * w, 8 * w, 1)
            self.d6, self.d7, self.d8 = Decoder(16 * w, 8 * w), Decoder(8 * w, 4 * w), Decoder(4 * w, 2 * w)
            self.d9_1, self.d9_2 = conv(2 * w, w, 3), conv(w, w, 3)
            self.l10_up, self.l10_1 = nn.ConvTranspose2d(2 * w, w, 2, 2), conv(w, w, 1)
            self.l10_shortcut = nn.Sequential(conv(2 * w, w, 1), nn.Upsample(scale_factor=2))
            self.l11_1 = nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(2 * w, w // 2, 2))
            self.l11_2, self.l11_shortcut = conv(w // 2, w // 2, 3), conv(2 * w, w // 2, 1)
            self.out = conv(w // 2, elements, 3)

        def forward(self, x: Any) -> Any:
            e1 = self.e1(self.norm(x))
            e2 = self.e2(e1)
            e3 = self.e3(e2)
            e4 = self.e4(e3)
            deepest = rectified(self.b5_2(rectified(self.b5_1(e4))))
            b5 = rectified(self.b5_up(deepest) + self.b5_shortcut(e4))
            d6 = self.d6(torch.cat([b5, e4], 1))
            d7 = self.d7(torch.cat([d6, e3], 1))
            d8 = self.d8(torch.cat([d7, e2], 1))
            d9 = rectified(self.d9_2(rectified(self.d9_1(torch.cat([d8, e1], 1)))))
            l10 = rectified(self.l10_1(rectified(self.l10_up(d7))) + self.l10_shortcut(d7))
            both = torch.cat([d9, l10], 1)
            l11 = rectified(self.l11_2(rectified(self.l11_1(both))) + self.l11_shortcut(both))
            return self.out(l11)

        def take(self, ours: Any) -> None:
            """Take the weights of a module of ``module_of``, layer by layer in the order of the table."""
            own = [layer for layer in self.modules() if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d))]
            kernels = [name for name in ours.shapes if not name.endswith("_bias")]
            with torch.no_grad():
                for layer, name in zip(own, kernels):  # ``require_same`` finds one too few
                    layer.weight.copy_(ours.arrays[name])
                    layer.bias.copy_(ours.arrays[f"{name}_bias"])

    return Plain()


# ---------------------------------------------------------------------------------------------- applying


def apply_table(side: int, rounds: int) -> list[list[str]]:
    """Return the rows on applying without PyTorch on one core, squares overlapping by half."""
    planes = np.random.default_rng(0).normal(size=(CHANNELS, side, side)).astype(np.float32)
    whole = Window(0, 0, side, side)
    lattice = Lattice(whole, WINDOW, WINDOW // 2, TOGETHER)
    lines = [[f"apply in numpy, {side} x {side} pixels", "CPU s", "megapixels a second and core"]]
    for width in WIDTHS:
        module = module_of(KIND, CHANNELS, ELEMENTS, width_of(KIND, width))
        network = plain_arrays(module, np.zeros(CHANNELS), np.ones(CHANNELS), np.ones(ELEMENTS))

        def work(network: Any = network) -> None:
            blended(network.over_many, ELEMENTS, planes, whole, whole, lattice)

        (seconds,) = best_seconds([work], rounds)
        lines.append([f"{width} width", f"{seconds:.2f}", f"{side * side / 1e6 / seconds:.3f}"])
    return lines


if __name__ == "__main__":
    sys.exit(main())
