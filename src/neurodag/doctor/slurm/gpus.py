"""How the cluster spells GPUs, and where they are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from neurodag.doctor.finding import Finding, Findings, info, ok, problem, warning
from neurodag.doctor.slurm.partitions import names
from neurodag.doctor.slurm.requests import Request
from neurodag.doctor.slurm.texts import Nodes, Partition, gpu_models

USUAL_REQUEST = "gpus_per_node"


def check_gpus(
    config: Mapping[str, str],
    nodes: Sequence[Nodes],
    partitions: Sequence[Partition],
    requests: Iterable[Request],
    profile: Mapping[str, Any],
) -> Findings:
    with_gpus = [node for node in nodes if gpu_models(node.gres) is not None]
    wanting = [request for request in requests if request.gpus]
    if not with_gpus:
        yield no_gpus(wanting)
        return
    where = sorted({node.partition for node in with_gpus})
    yield spelling(config, profile)
    yield models(with_gpus, where)
    for request in wanting:
        if not set(names(request, partitions)) & set(where):
            asked = ", ".join(names(request, partitions)) or "no partition"
            yield problem(
                f"{request.rule}: asks for a GPU in {asked}, where there is none.",
                f"Set its slurm_partition to one of {', '.join(where)}.",
            )


def no_gpus(wanting: Sequence[Request]) -> Finding:
    text = "SLURM knows no GPU on this cluster"
    if not wanting:
        return info(f"{text}.")
    rules = ", ".join(request.rule for request in wanting)
    return problem(f"{text}; {rules} ask for one.", "Set `gpu: 0` for them in the profile.")


def spelling(config: Mapping[str, str], profile: Mapping[str, Any]) -> Finding:
    """Whether the profile asks for GPUs in words that this cluster understands."""
    request = profile.get("submitit-gpu-request", USUAL_REQUEST)
    select = config.get("SelectType", "")
    if request != "gres" and select != "select/cons_tres":
        return problem(
            f"`submitit-gpu-request` is {request}, which {select} does not understand.",
            "Set `submitit-gpu-request: gres`.",
        )
    if "gpu" not in config.get("GresTypes", "").split(","):
        return warning(
            "Nodes have GPUs, but GresTypes does not name them.",
            "Ask those who run the cluster how jobs get GPUs.",
        )
    return ok(f"GPUs are asked for as this cluster understands: `submitit-gpu-request: {request}`")


def models(nodes: Sequence[Nodes], where: Sequence[str]) -> Finding:
    """Which GPUs there are, and how one model is asked for."""
    text = f"GPUs are in the partitions {', '.join(where)}"
    known = sorted(set().union(*(gpu_models(node.gres) or () for node in nodes)))
    if known:
        return ok(f"{text}; a rule can ask for gpu_model={' or '.join(known)}")
    features = sorted({node.features for node in nodes} - {"(null)"})
    if features:
        return info(
            f"{text}; models have no names. Their nodes have the features {'; '.join(features)}.",
            "To choose by a feature, name it in `submitit-gpu-constraint`.",
        )
    return ok(f"{text}; models have no names")
