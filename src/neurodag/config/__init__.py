"""Typed settings: `config.yaml` and its overlays, checked before anything runs."""

from neurodag.config.config import Config
from neurodag.config.datasets import Dataset
from neurodag.config.evaluation import Decoding, Evaluation, LinearReference, Reference
from neurodag.config.load import load_config, read_config
from neurodag.config.mtm import MtM
from neurodag.config.networks import NDT1, NDT2, NDT1Stitch
from neurodag.config.search import Search, Variant
from neurodag.config.session_files import check_region, find_session_files
from neurodag.config.simulation import SpikeSimulation
from neurodag.config.sources import ArchiveDataset, SessionFiles
from neurodag.config.split import Split
from neurodag.config.studies import MaskRatioStudy, RasterStudy, Scheme, Studies, Study
from neurodag.config.training import Masking, Run, Training

__all__ = [
    "NDT1",
    "NDT2",
    "ArchiveDataset",
    "Config",
    "Dataset",
    "Decoding",
    "Evaluation",
    "LinearReference",
    "MaskRatioStudy",
    "Masking",
    "MtM",
    "NDT1Stitch",
    "RasterStudy",
    "Reference",
    "Run",
    "Scheme",
    "Search",
    "SessionFiles",
    "SpikeSimulation",
    "Split",
    "Studies",
    "Study",
    "Training",
    "Variant",
    "check_region",
    "find_session_files",
    "load_config",
    "read_config",
]
