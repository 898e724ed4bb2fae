"""Settings of networks from images to responses, and of the V1T paper's experiments."""

from neurodag.config.vision.cores import CNNCore, ViTCore
from neurodag.config.vision.evaluation import VisionReference
from neurodag.config.vision.interpretation import AttentionMaps, ReceptiveFields
from neurodag.config.vision.network import Readout, VisionNetwork
from neurodag.config.vision.search import SearchedRun, VisionSearch
from neurodag.config.vision.training import VisionRun, VisionTraining
from neurodag.config.vision.v1t import V1T, Cohort

__all__ = [
    "V1T",
    "AttentionMaps",
    "CNNCore",
    "Cohort",
    "Readout",
    "ReceptiveFields",
    "SearchedRun",
    "ViTCore",
    "VisionNetwork",
    "VisionReference",
    "VisionRun",
    "VisionSearch",
    "VisionTraining",
]
