"""From a pretrained network to one of another session, which is then fine-tuned."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from torch import Tensor

from neurodag.errors import NeurodagError
from neurodag.models.build import Network
from neurodag.models.many_sessions import ManySessions
from neurodag.models.sessions import session_of


class Transfer(NamedTuple):
    """What pretrained weights did not give, and what was not taken of them: parameter names."""

    new: tuple[str, ...]
    """Of the network's own sessions: these stay as they were drawn."""
    left_behind: tuple[str, ...]
    """Of other sessions."""

    def __str__(self) -> str:
        others = dict.fromkeys(str(session_of(name)) for name in self.left_behind)
        return (
            f"new: {', '.join(self.new) or 'nothing'}; left behind: what belongs to "
            f"{', '.join(others) or 'no session'}"
        )


def take_over(network: Network, weights: dict[str, Tensor], origin: Path) -> Transfer:
    """Copy into `network` the pretrained `weights`, which were read from `origin`.

    Parameters of a session are copied where both know the session. Raises NeurodagError if the
    network is for one session only, or naming every shared parameter that only one of the two has,
    and every parameter of another shape.
    """
    if not isinstance(network, ManySessions):
        raise NeurodagError(
            f"{origin} cannot be fine-tuned on another session as ndt1, all of whose parameters "
            "belong to one session; pretrain ndt1_stitch or ndt2."
        )
    ours = network.state_dict()
    new = [name for name in ours if name not in weights]
    left_behind = [name for name in weights if name not in ours]
    common = [name for name in ours if name in weights]
    problems = [
        *(f"{name} is missing" for name in shared(new)),
        *(f"{name} is unknown" for name in shared(left_behind)),
        *(
            f"{name} is {tuple(weights[name].shape)} instead of {tuple(ours[name].shape)}"
            for name in common
            if weights[name].shape != ours[name].shape
        ),
    ]
    if problems:
        raise NeurodagError(
            f"The weights in {origin} do not fit the network that is to be fine-tuned: "
            f"{'; '.join(problems)}. Give both the same architecture, model settings and prompts, "
            "and sessions of as many bins."
        )
    network.load_state_dict(ours | {name: weights[name] for name in common})
    return Transfer(tuple(new), tuple(left_behind))


def shared(names: Iterable[str]) -> list[str]:
    """Those of the parameters that belong to no session."""
    return [name for name in names if session_of(name) is None]
