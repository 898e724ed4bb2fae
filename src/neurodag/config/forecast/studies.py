"""The studies of the QuantFormer paper: what each table or figure compares."""

from collections.abc import Iterator
from typing import ClassVar

from neurodag.config.base import Count, Name, OrNull, Settings, Several
from neurodag.config.forecast.codes import CodeMap, Reconstructions
from neurodag.config.forecast.interpretation import ForecastAttention, UnitTokens


class ForecastStudy(Settings):
    """Pre-trained networks, tunings and competitors that are compared, and the stimuli."""

    names: ClassVar[dict[str, str]] = {
        "network": "networks",
        "autoencoder": "networks",
        "unbalanced": "networks",
        "tuning": "tunings",
        "tunings": "tunings",
        "without_unit_token": "tunings",
        "competitors": "competitors",
        "stimuli": "stimuli",
    }
    """Keys that name something, and where it is found."""

    network: Name = "quantformer"
    """The pre-trained network that it is about."""
    stimuli: OrNull[Several[Name]] = None
    """Stimuli that it is about; null: all."""

    def named(self) -> Iterator[tuple[str, str, str]]:
        """Every key that names something, where that is found, and the name."""
        for key, kind in self.names.items():
            given = getattr(self, key, None) or ()
            for name in (given,) if isinstance(given, str) else given:
                yield key, kind, name


class AdaptedStudy(ForecastStudy):
    """A study of networks that are adapted in one way."""

    tuning: Name = "fine_tuned"
    """How it is adapted."""


class ForecastPerformanceStudy(ForecastStudy):
    """QuantFormer against its competitors (Tables 1, 2 and A-4)."""

    tunings: Several[Name] = ("fine_tuned", "prompt_tuned")
    """Rows of QuantFormer; tests of significance are of the first."""
    competitors: Several[Name]
    """Their rows, in this order."""


class AblationStudy(AdaptedStudy):
    """What each part adds (Table 3)."""

    autoencoder: Name = "autoencoder"
    """The same without quantization."""
    without_unit_token: Name = "without_unit_token"
    """Tuning without a token of the unit."""


class GeneralizationStudy(AdaptedStudy):
    """Pre-training without a subject, or without a stimulus, that is then adapted to (Table 4)."""


class SizeStudy(AdaptedStudy):
    """How many codes, and how wide (Tables A-2 and A-3); the rest is that of the network."""

    codes: Several[Count] = (4, 8, 16, 32, 64, 128, 256, 512)
    widths: Several[Count] = (64, 128, 256, 512)


class ExampleStudy(AdaptedStudy):
    """Forecasts of single observations (Figures 3 and A-2 to A-5)."""

    competitors: Several[Name]


class QuantizationStudy(ForecastStudy):
    """What passes through codes, with and without balance (Figures A-6 and A-7)."""

    unbalanced: Name = "unbalanced"
    """The same, pre-trained without balance."""
    reconstructions: Reconstructions = Reconstructions()


class ForecastAttentionStudy(AdaptedStudy):
    """What predictions of activation look at, by stimulus (Figure A-8)."""

    maps: ForecastAttention = ForecastAttention()


class CodeStudy(ForecastStudy):
    """What the codes stand for (Figure A-9)."""

    map: CodeMap = CodeMap()


class UnitTokenStudy(AdaptedStudy):
    """What is learned of each unit (Figure A-10)."""

    map: UnitTokens = UnitTokens()


class DistributionStudy(AdaptedStudy):
    """Forecasts as distributions: scores and calibration, beyond the paper."""


class ForecastStudies(Settings):
    """Each makes tables or figures of the paper; null leaves it out."""

    performance: OrNull[ForecastPerformanceStudy] = None
    """Tables 1, 2 and A-4."""
    ablation: OrNull[AblationStudy] = None
    """Table 3."""
    generalization: OrNull[GeneralizationStudy] = None
    """Table 4."""
    sizes: OrNull[SizeStudy] = None
    """Tables A-2 and A-3."""
    examples: OrNull[ExampleStudy] = None
    """Figures 3 and A-2 to A-5."""
    quantization: OrNull[QuantizationStudy] = None
    """Figures A-6 and A-7."""
    attention: OrNull[ForecastAttentionStudy] = None
    """Figure A-8."""
    codes: OrNull[CodeStudy] = None
    """Figure A-9."""
    unit_tokens: OrNull[UnitTokenStudy] = None
    """Figure A-10."""
    distributions: OrNull[DistributionStudy] = None
    """A table and a figure of their own."""
