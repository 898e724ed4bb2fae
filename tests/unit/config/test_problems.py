"""What users read when their settings are wrong."""

from typing import Any

import pytest

from neurodag.config import load_config
from neurodag.config.load import overlay
from neurodag.config.problems import problems
from neurodag.errors import ConfigError

NAME = "a name (letters, digits, `.`, `_`, `-`)"
SCHEMES = (
    "`temporal`, `random_token`, `neuron`, `causal`, `intra_region`, `inter_region`, "
    "`mtm_unprompted`, `mtm_prompted`"
)


def study(**keys: Any) -> dict[str, Any]:
    return {"mtm": {"studies": {"ablation": keys}}}


def mice(**keys: Any) -> dict[str, Any]:
    return {"datasets": {"mice": keys}}


def search(**variants: Any) -> dict[str, Any]:
    return {"mtm": {"search": {"sessions": ["first"], "variants": variants}}}


# The overlay that breaks the settings, and all that is said about it.
CASES: list[tuple[dict[str, Any], str]] = [
    (
        {"resultz": "x"},
        '`resultz` (given: "x") is no known key. Did you mean `results`? '
        "Keys here: results, data, datasets, mtm, v1t, quantformer.",
    ),
    (
        {"mtm": {"masking": {"ratios": 0.3}}},
        "`mtm.masking.ratios` (given: 0.3) is no known key. Did you mean `ratio`? "
        "Keys here: ratio, causal_ratio.",
    ),
    (
        {"mtm": {"training": {"epochs": 1.5}}},
        "`mtm.training.epochs` is 1.5, but must be a whole number > 0.",
    ),
    (
        {"mtm": {"training": {"epochs": True}}},
        "`mtm.training.epochs` is true, but must be a whole number > 0.",
    ),
    (
        {"mtm": {"training": {"compile": "maybe"}}},
        '`mtm.training.compile` is "maybe", but must be true or false.',
    ),
    (
        {"mtm": {"model": None}},
        "`mtm.model` is null, but must be a mapping of keys to values.",
    ),
    *(
        (
            {"mtm": {"masking": {"ratio": ratio}}},
            f"`mtm.masking.ratio` is {ratio}, but must be a number > 0 and < 1.",
        )
        for ratio in (0, 1)
    ),
    (
        {"mtm": {"model": {"width": 30}}},
        "`mtm.model`: width 30 cannot be shared by 4 heads; give a multiple of heads, such as 32.",
    ),
    (
        {"mtm": {"seeds": []}},
        "`mtm.seeds` is [], but must be a list, not empty and without repeats, of: "
        "a whole number ≥ 0.",
    ),
    (
        {"mtm": {"seeds": [1, 2, 1]}},
        "`mtm.seeds`: 1 stands more than once in the list; name each once.",
    ),
    (
        {"mtm": {"studies": {"mask_ratios": {"ratios": [0.1], "schemes": ["causal"]}}}},
        "`mtm.studies.mask_ratios.sessions` is missing; it must be a list, not empty and without "
        f"repeats, of: {NAME}.",
    ),
    (
        study(schemes=["temporal", "mtm_promted"]),
        f'`mtm.studies.ablation.schemes[1]` is "mtm_promted", but must be one of {SCHEMES}. '
        "Did you mean `mtm_prompted`?",
    ),
    (
        study(sessions=["firzt"]),
        "`mtm.studies.ablation.sessions`: firzt is neither a group nor a session of the dataset. "
        "Did you mean first? Groups: first, second.",
    ),
    (
        {"mtm": {"dataset": "mise"}},
        "`mtm.dataset` is mise, but no dataset is named so. Did you mean `mice`? "
        "Datasets: mice, simulated.",
    ),
    (
        {"mtm": {"evaluation": {"references": ["truth"]}}},
        "`mtm.evaluation.references` holds `truth`, but the true rates of the dataset mice are not "
        "known; only a simulated twin knows them.",
    ),
    (
        mice(sessions={"first": ["a", "c"]}),
        "`datasets.mice`: session c is in the groups first and second; keep it in one.",
    ),
    (
        mice(sessions={"first": ["a", "a"]}),
        "`datasets.mice.sessions.first`: a stands more than once in the list; name each once.",
    ),
    (
        mice(sessions={"first": ["second"]}),
        "`datasets.mice`: second names a session and a group; rename the group.",
    ),
    (
        mice(sessions={"first": "some"}),
        '`datasets.mice.sessions.first` is "some", but must be one of `all`, `first` or a list, '
        f"not empty and without repeats, of: {NAME}.",
    ),
    (
        mice(sessions={"first": [210325]}),
        f"`datasets.mice.sessions.first[0]` is 210325, but must be {NAME}; put it in quotes.",
    ),
    (
        mice(sessions={7: ["x"]}),
        f"`datasets.mice.sessions`: the key 7 must be {NAME}; put it in quotes.",
    ),
    (
        mice(split={"train": 0.8}),
        "`datasets.mice.split`: train 0.8, validation 0.1 and test 0.2 add up to 1.1; "
        "they must add up to 1.",
    ),
    (
        mice(split={"train": 0.8, "validation": 0}),
        "`datasets.mice.split.validation` is 0, but MtM selects weights on validation trials; give "
        "it a share.",
    ),
    (
        mice(twin={}),
        "`datasets.mice.twin` (given: {}) is no known key. Keys here: sessions, split, source, "
        "folder, holds.",
    ),
    (
        mice(source="filez"),
        '`datasets.mice.source` is "filez", but must be one of `allen`, `files`, `ibl`, '
        "`nwb`, `sensorium`, `suite2p`. Did you mean `files`?",
    ),
    (
        mice(folder=None),
        "`datasets.mice.folder` is null, but must be text, not empty.",
    ),
    (
        {"datasets": {"simulated": {"folder": "x"}}},
        "`datasets.simulated`: twin is simulated, so the key folder means nothing; remove one of "
        "the two.",
    ),
    (
        {"datasets": {"simulated": {"twin": None}}},
        "`datasets.simulated`: the key folder is needed, which names the archive's folder below "
        "`data`.",
    ),
    (
        {"datasets": {"simulated": {"sessions": {"small": "all"}}}},
        "`datasets.simulated`: the source is ibl, so no files are found; list the session ids.",
    ),
    (
        {"datasets": {"simulated": {"twin": {"bins": 40}}}},
        "`datasets.simulated`: the twin has (pre_stimulus_s, bins, bin_width_s) = (0.5, 40, 0.02), "
        "but the reader makes (before_s, bins, bin_width_s) = (0.5, 100, 0.02); its true rates are "
        "known where the two are equal.",
    ),
    (
        {"datasets": {"simulated": {"reader": {"sorter": "kilosort"}}}},
        '`datasets.simulated.reader.sorter` (given: "kilosort") is no known key. Did you mean '
        "`sorters`? Keys here: before_s, after_s, bin_width_s, sorters, revision, regions, "
        "shortest_reaction_s, longest_reaction_s, longest_response_s.",
    ),
    (
        {
            "datasets": {
                "cells": {
                    "source": "allen",
                    "twin": {"containers": {"1": {"A": "11", "B": "12"}}},
                    "sessions": {"x": ["11", "13"]},
                }
            }
        },
        "`datasets.cells`: the experiments 13 are not in twin.containers, so nothing tells their "
        "stimuli; list them there.",
    ),
    (
        {
            "datasets": {"scans": {"source": "sensorium", "folder": "x", "sessions": {"x": ["y"]}}},
            "mtm": {"dataset": "scans", "studies": {"ablation": {"sessions": ["x"]}}},
        },
        "`mtm.dataset` is scans, whose sessions are of modality images; MtM needs spikes.",
    ),
    (
        {"datasets": {"simulated": {"twin": {"units": {"CA1": 0}}}}},
        "`datasets.simulated.twin.units.CA1` is 0, but must be a whole number > 0.",
    ),
    (
        search(wide={"model": {"wdth": 64}}),
        "`mtm.search.variants.wide.model.wdth` (given: 64) is no known key. Did you mean `width`? "
        "Keys here: blocks, width, heads, feedforward, embedding_factor, embedding_dropout, "
        "dropout.",
    ),
    (
        search(base={}, wide={"mdel": {}}),
        "`mtm.search.variants.wide.mdel` (given: {}) is no known key. Did you mean `model`? "
        "Keys here: model, masking, training.",
    ),
    (
        search(long={"training": {"epochs": 1.5}}),
        "`mtm.search.variants.long.training.epochs` is 1.5, but must be a whole number > 0 or "
        "null.",
    ),
    (
        search(wide={"model": {"width": 30}}),
        "`mtm.search.variants.wide`: width 30 cannot be shared by 4 heads; give a multiple of "
        "heads, such as 32.",
    ),
    (
        {"mtm": {"search": {"sessions": ["firzt"], "variants": {"base": {}}}}},
        "`mtm.search.sessions`: firzt is neither a group nor a session of the dataset. "
        "Did you mean first? Groups: first, second.",
    ),
    (
        {
            "mtm": {
                "dataset": "simulated",
                "studies": {"ablation": None},
                "evaluation": {"references": ["truth"]},
                "search": {"sessions": ["small"], "variants": {"base": {}}},
            }
        },
        "`mtm.evaluation.references` holds neither `psth` nor `linear`, which `mtm.search` "
        "compares the network with; add one.",
    ),
]


@pytest.mark.parametrize(("broken", "sentence"), CASES)
def test_a_problem_is_one_sentence(
    settings: dict[str, Any], broken: dict[str, Any], sentence: str
) -> None:
    assert problems(overlay(settings, broken)) == [sentence]


def test_right_settings_have_no_problem(settings: dict[str, Any]) -> None:
    assert problems(settings) == []


def test_all_problems_are_told_together(settings: dict[str, Any]) -> None:
    broken = overlay(settings, study(sessions=["fist"], schemes=["temporl"]))
    broken["mtm"] |= {"modelx": {}, "seeds": [-1]}
    with pytest.raises(ConfigError) as raised:
        load_config(broken)
    keys = [line.split("`")[1] for line in str(raised.value).splitlines()]
    assert keys == [
        "mtm.seeds[0]",
        "mtm.studies.ablation.schemes[0]",
        "mtm.modelx",
        "mtm.studies.ablation.sessions",
    ]


@pytest.mark.parametrize("nothing", [{}, {"datasets": None, "mtm": 3}])
def test_settings_without_parts_are_told(nothing: dict[str, Any]) -> None:
    assert [problem.split("`")[1] for problem in problems(nothing)] == ["datasets", "mtm"]


def test_a_name_may_be_a_file_where_a_group_takes_all(settings: dict[str, Any]) -> None:
    settings["datasets"]["mice"]["sessions"] = {"every": "all"}
    assert problems(overlay(settings, study(sessions=["m1"]))) == []
