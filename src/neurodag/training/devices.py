"""Where and in which precision a run computes."""

import hashlib
import os

import torch

from neurodag.errors import NeurodagError


def pick_device(name: str = "auto") -> torch.device:
    """The device called `name`; `auto` is a GPU if there is one, else the CPU.

    Of several processes under torchrun, each takes the GPU of its own number.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name.startswith("cuda") and not torch.cuda.is_available():
        raise NeurodagError(
            f"--device {name} asks for a GPU, but torch {torch.__version__} sees none here; "
            "use --device cpu."
        )
    if name == "cuda" and "LOCAL_RANK" in os.environ:
        return gpu_of_process(int(os.environ["LOCAL_RANK"]))
    return torch.device(name)


def gpu_of_process(number: int) -> torch.device:
    """The GPU of process `number` of this machine, made the one that it uses by default."""
    if number >= torch.cuda.device_count():
        raise NeurodagError(
            f"There are {torch.cuda.device_count()} GPUs here for {number + 1} processes or more; "
            "give --processes the number of GPUs, or use --device cpu."
        )
    torch.cuda.set_device(number)
    return torch.device("cuda", number)


def seed_everything(*key: object) -> None:
    """Seed torch's generators (all devices) from `key`.

    Called before each step with the step's number, it makes all randomness a function of the seed
    and the step: a resumed run needs no generator's state, and cannot drift from an undisturbed
    one.
    """
    torch.manual_seed(seed_of(*key))


def generator(*key: object) -> torch.Generator:
    """A CPU generator seeded from `key`."""
    return torch.Generator().manual_seed(seed_of(*key))


def seed_of(*key: object) -> int:
    """A 63-bit seed that depends on every part of `key` and on nothing else."""
    text = "/".join(str(part) for part in key)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little") >> 1
