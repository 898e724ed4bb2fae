"""What networks are trained with: torch, GPUs, cores."""

import os
import re
import warnings
from pathlib import Path
from typing import NamedTuple

from neurodag.command import threads
from neurodag.config import Config
from neurodag.doctor.ask import ask
from neurodag.doctor.finding import Finding, Findings, info, ok, problem, warning


class TorchBuild(NamedTuple):
    version: str
    cuda: str | None
    """CUDA version that it was built for."""
    devices: tuple[str, ...]
    """Descriptions of the GPUs that it sees."""


def check_torch() -> Findings:
    build = torch_build()
    yield ok(f"torch {build.version}")
    yield gpu_finding(build, ask("nvidia-smi").text)


def torch_build() -> TorchBuild:
    import torch

    devices = []
    with warnings.catch_warnings(action="ignore"):  # what they tell is told by the finding
        if torch.cuda.is_available():
            for index in range(torch.cuda.device_count()):
                about = torch.cuda.get_device_properties(index)
                bfloat16 = "with" if about.major >= 8 else "without"
                memory = about.total_memory / 2**30
                devices.append(f"{about.name}, {memory:.0f} GiB, {bfloat16} fast bfloat16")
    return TorchBuild(torch.__version__, torch.version.cuda, tuple(devices))


def gpu_finding(build: TorchBuild, nvidia_smi: str) -> Finding:
    """Whether torch uses the GPUs that there are; `nvidia_smi` is what that command printed."""
    driver = re.search(r"Driver Version: *([\d.]+).*CUDA Version: *([\d.]+)", nvidia_smi)
    if build.devices:
        return ok("GPU: " + "; ".join(build.devices))
    if driver is None:
        return info(
            "No NVIDIA GPU here (login nodes often have none): networks would train on the CPU."
        )
    if build.cuda is None:
        return warning(
            f"There is a GPU, but torch {build.version} is built for CPUs alone.",
            f"Install a build of torch for CUDA {driver[2]} or older.",
        )
    if _major(build.cuda) > _major(driver[2]):
        return problem(
            f"torch is built for CUDA {build.cuda}; the driver {driver[1]} knows CUDA {driver[2]}.",
            f"Install a build of torch for CUDA {_major(driver[2])}, or a newer driver.",
        )
    return problem(
        "nvidia-smi sees a GPU, but torch does not.",
        "See whether CUDA_VISIBLE_DEVICES hides it; then `python -c 'import torch; "
        "torch.zeros(1).cuda()'` tells why.",
    )


def _major(version: str) -> int:
    return int(version.partition(".")[0])


def check_cores(config: Config | None) -> Findings:
    cores, used = len(os.sched_getaffinity(0)), threads()
    if used > cores:
        yield warning(
            f"{used} threads would share {cores} cores.",
            f"Lower OMP_NUM_THREADS to {cores}, or unset it.",
        )
    else:
        yield ok(f"{used} of {cores} cores are used by a script that is started here")
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        wanted = config is not None and config.mtm.training.precision == "bfloat16"
        yield cpu_finding(cpuinfo.read_text(errors="replace"), wanted)


def cpu_finding(cpuinfo: str, bfloat16_wanted: bool) -> Finding:
    """Whether the CPU, as /proc/cpuinfo describes it, computes in bfloat16."""
    features = re.search(r"^(?:flags|Features)\s*:(.*)$", cpuinfo, flags=re.MULTILINE)
    flags = set(features[1].split()) if features else set()
    if "amx_bf16" in flags:
        return ok("The CPU multiplies matrices of bfloat16 in hardware (AMX)")
    if flags & {"avx512_bf16", "avx_bf16", "bf16"}:
        return ok("The CPU has instructions for bfloat16, but no AMX")
    if bfloat16_wanted:
        return warning(
            "The CPU has no instructions for bfloat16: on it, training is slower than in float32.",
            "Train on a GPU, or set `mtm.training.precision` to float32.",
        )
    return info("The CPU has no instructions for bfloat16; float32 is faster on it.")
