"""Where and in which precision a run computes."""

import hashlib

import torch

from neurodag.errors import NeurodagError


def pick_device(name: str = "auto") -> torch.device:
    """The device called `name`; `auto` is the first GPU if there is one, else the CPU."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if name.startswith("cuda") and not torch.cuda.is_available():
        raise NeurodagError(
            f"--device {name} asks for a GPU, but torch {torch.__version__} sees none here; "
            "use --device cpu."
        )
    return torch.device(name)


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
