"""Which jobs of a finished workflow an edit makes run again.

`python -m tests.workflow.what_reruns` writes the table to docs/what-reruns.md.
"""

from tests.workflow.edits import (
    Edit,
    add,
    both,
    formatted,
    installed,
    mended,
    put,
    renamed,
    touched,
    touched_in_order,
)
from tests.workflow.tree import ROOT

PAGE = ROOT / "docs" / "what-reruns.md"
HEAD = """# What runs again

After any edit, `snakemake` with the same options runs the jobs again that the edit invalidates, \
and no other. What a job depends on is written down when it is done: the part of the settings \
that its rule uses, its input files, and a fingerprint of the code that its script reaches. Code \
counts by function, class and value, not by file (`neurodag.provenance`). Comments, docstrings \
and formatting do not count, nor do resources, nor the place where the project lies. Of torch, \
numpy, scipy and scikit-learn the feature release counts (2.13, not 2.13.1): with it, random \
numbers may change.

An input file counts that is newer than what was made from it, unless it is small and the same. \
Code that was merely touched does not count, nor do results that were touched, or copied, in the \
order in which they were made: neither `--rerun-triggers mtime` nor `--touch` is needed.

Below are the rules whose jobs run again on their own account, and those that have new jobs; `*` \
stands for anything. Whatever is made from these results is made again, too. Each edit is tried \
on a finished demo by `tests/workflow/test_what_reruns.py`.

| Edit | Runs again | New jobs |
|---|---|---|
"""
TRAINING_OF_MTM = "train_network train_variant pretrain_network finetune_network"
SCORING_OF_MTM = "evaluate_network evaluate_finetuned evaluate_variant validate_variant"
QUANTFORMER = (
    "pretrain_quantformer adapt_quantformer train_competitor evaluate_competitor "
    "evaluate_forecasts map_codes map_forecast_attention map_reconstructions map_unit_tokens"
)
USES_OF_TORCH = (
    "train_* pretrain_* finetune_* adapt_* evaluate_* validate_* decode_* predict_* map_*"
)
LIBRARY = "src/neurodag"

EDITS = [
    # Code
    Edit(
        "A comment in a model",
        put(f"{LIBRARY}/models/ndt1.py", "class NDT1", "# A comment.\nclass NDT1"),
    ),
    Edit(
        "A docstring of the training loop",
        put(f"{LIBRARY}/training/fit.py", '"""', '"""Also: '),
    ),
    Edit("All code formatted otherwise (`ruff format --line-length 60`)", formatted),
    Edit("All modules touched", touched),
    Edit("All files touched, the results in the order in which they were made", touched_in_order),
    Edit(
        "The loss of MtM",
        put(f"{LIBRARY}/training/masked.py", "loss = (log_rates", "loss = 2 * (log_rates"),
        TRAINING_OF_MTM,
    ),
    Edit(
        "The training loop",
        put(f"{LIBRARY}/training/fit.py", "    told = []", "    told = [*()]"),
        "train_* pretrain_* finetune_* adapt_*",
    ),
    Edit(
        "A new function beside it that nothing calls",
        add(f"{LIBRARY}/training/fit.py", "def another(): ..."),
    ),
    Edit(
        "What outputs tell of their making, in a module that all scripts import",
        put(f"{LIBRARY}/command.py", "script = Path(", "script = Path() / Path("),
        "draw_* evaluate_* validate_* decode_* predict_* map_* score_responses summarise_results",
    ),
    Edit(
        "How commands are started, which the Snakefile alone calls",
        put(f"{LIBRARY}/command.py", '"PYTHONPATH": source', '"PYTHONPATH": str(source)'),
    ),
    Edit(
        "The model NDT1",
        put(
            f"{LIBRARY}/models/ndt1.py",
            "super().__init__()",
            "super().__init__()\n        self.n = 1",
        ),
        f"{TRAINING_OF_MTM} {SCORING_OF_MTM} decode_*",
    ),
    Edit(
        "A new competitor in a package of models",
        add(f"{LIBRARY}/models/forecast/competitors/another.py", "class Another: ..."),
    ),
    Edit(
        "A new class of settings beside those of the training, re-exported by `neurodag.config`",
        both(
            add(f"{LIBRARY}/config/training.py", "class Another(Settings): ..."),
            add(f"{LIBRARY}/config/__init__.py", "from neurodag.config.training import Another"),
        ),
    ),
    Edit(
        "Bits per spike",
        put(f"{LIBRARY}/metrics/spikes.py", "FLOOR = 1e-9", "FLOOR = 1e-8"),
        f"{SCORING_OF_MTM} evaluate_reference validate_reference simulate_ibl",
    ),
    Edit(
        "The attention that MtM and QuantFormer share",
        put(f"{LIBRARY}/nn/attention.py", "FEW_TOKENS = 256", "FEW_TOKENS = 128"),
        f"{TRAINING_OF_MTM} {SCORING_OF_MTM} decode_* {QUANTFORMER}",
    ),
    Edit(
        "Attention rollout",
        put(f"{LIBRARY}/interpret/rollout.py", "import", "import math\nimport"),
        "map_attention map_forecast_attention",
    ),
    Edit(
        "The bootstrap interval that tables and figures of all papers share",
        put(f"{LIBRARY}/metrics/bootstrap.py", "confidence) / 2", "confidence) / 2.0"),
        "score_search score_table draw_scaling draw_pupil_thirds response_table reliability_table "
        "forecast_table",
    ),
    Edit(
        "The colour of a masking scheme",
        put(f"{LIBRARY}/figures/style.py", "#0072B2", "#0072B3"),
        "draw_mask_ratios draw_scaling",
    ),
    Edit(
        "The style of all figures",
        put(f"{LIBRARY}/figures/style.py", '"font.size": 7', '"font.size": 8'),
        "draw_*",
    ),
    Edit(
        "The caption of a figure",
        put(f"{LIBRARY}/figures/captions.py", "CAPTIONS = {", "CAPTIONS = {**{}, "),
        "report",
    ),
    Edit(
        "The caption of a table",
        put(f"{LIBRARY}/tables/captions.py", "MTM = {", "MTM = {**{}, "),
        "score_search score_table report",
    ),
    Edit(
        "The reader of an archive",
        add(f"{LIBRARY}/archives/ibl/read.py", "print()"),
        "read_ibl",
    ),
    Edit(
        "The table of brain regions beside a reader",
        add(f"{LIBRARY}/archives/ibl/allen_regions.csv", ""),
        "fetch_session read_ibl simulate_ibl",
    ),
    Edit(
        "The check of session files",
        put(f"{LIBRARY}/sessions/validate.py", "STEP_TOLERANCE = ", "STEP_TOLERANCE = 2 * "),
        "prepare_session read_* train_* pretrain_* finetune_* adapt_* evaluate_* validate_* "
        "decode_* predict_* score_responses map_attention map_forecast_attention map_readout "
        "map_receptive_fields map_reconstructions map_unit_tokens",
    ),
    # Libraries and folders
    Edit("A patch release of torch", mended("torch")),
    Edit(
        "torch 2.99, where it was an earlier 2",
        installed("torch", "2.99.0"),
        USES_OF_TORCH,
    ),
    Edit("torch 3", installed("torch", "3.0.0"), USES_OF_TORCH),
    Edit(
        "scikit-learn 2",
        installed("scikit-learn", "2.0.0"),
        f"{SCORING_OF_MTM} evaluate_reference validate_reference decode_* adapt_quantformer "
        "train_competitor evaluate_competitor evaluate_forecasts forecast_table map_codes "
        "map_forecast_attention map_unit_tokens predict_reference simulate_allen",
    ),
    Edit("Another version in `envs/requirements.lock`", add("envs/requirements.lock", "idna==9")),
    Edit("The project lies in another folder"),
    Edit(
        "The folder of the results has another name, in the settings, too",
        renamed("results/demo", "results/mine"),
        config="results: results/mine",
    ),
    Edit("The folder of the user's own recordings has another name", config="data: elsewhere"),
    # Rules
    Edit("The memory of a rule", put("rules/mtm.smk", "mem_mb=16000", "mem_mb=32000")),
    Edit("The message of a rule", put("rules/mtm.smk", '"Training {', '"Now training {')),
    Edit(
        "The GPU of a rule in other words",
        put(
            "rules/mtm.smk",
            "gpu=1,\n        mem_mb=16000,\n        runtime=120",
            'gpu="1",\n        mem_mb=16000,\n        runtime=120',
        ),
    ),
    Edit(
        "The log and the benchmark of a rule lie elsewhere",
        both(
            put("rules/mtm.smk", "{LOGS}/train_network/", "{LOGS}/training/"),
            put("rules/mtm.smk", "{LOGS}/train_network/", "{LOGS}/training/"),
        ),
    ),
    Edit(
        "Jobs, retries, partition and resources in a profile",
        options="--jobs 3 --retries 5 --latency-wait 9 --default-resources slurm_partition=gpu "
        "mem_mb=1000 --set-resources train_network:runtime=10",
    ),
    Edit("A note beside an archive's files in archives.tsv", add("archives.tsv", "")),
    Edit(
        "A number of the paper in a published table",
        put("published/mtm_table1.csv", "0", "1"),
        "score_table",
    ),
    Edit(
        "Such a number of another paper",
        put("published/quantformer_table1.csv", "0", "1"),
        "forecast_table",
    ),
    # Settings
    Edit(
        "Another mask ratio",
        again="pretrain_network finetune_network train_variant draw_rasters draw_scaling "
        "draw_sessions draw_units score_table report",
        new="train_network evaluate_network draw_training",
        config="mtm: {masking: {ratio: 0.4}}",
    ),
    Edit(
        "Another seed for MtM",
        again="draw_regions draw_scaling draw_sessions score_search score_table report",
        new=f"{TRAINING_OF_MTM} {SCORING_OF_MTM} decode_* draw_training",
        config="mtm: {seeds: [1, 2]}",
    ),
    Edit(
        "The epochs of training on single sessions",
        again="train_network report",
        config="mtm: {training: {epochs: 90}}",
    ),
    Edit(
        "How activity is scored",
        again=f"{SCORING_OF_MTM} evaluate_reference validate_reference decode_* report",
        config="mtm: {evaluation: {forward_share: 0.2}}",
    ),
    Edit(
        "A reference less",
        again="score_search score_table report",
        config="mtm: {evaluation: {references: [psth, truth]}}",
    ),
    Edit(
        "A session more in a figure",
        again="draw_sessions report",
        new="simulate_ibl fetch_session read_ibl prepare_session train_network evaluate_network",
        config="""
datasets: {twins: {sessions: {more: [2024-01-01_1_twin-4]}}}
mtm: {studies: {comparison: {sessions: [ablation, others, more]}}}
""",
    ),
    Edit(
        "A session more in a dataset, which no study uses",
        again="report",
        new="simulate_ibl fetch_session read_ibl prepare_session",
        config="datasets: {twins: {sessions: {more: [2024-01-01_1_twin-4]}}}",
    ),
    Edit(
        "A session less in a figure",
        again="draw_sessions report",
        config="mtm: {studies: {comparison: {sessions: [ablation]}}}",
    ),
    Edit(
        "A study less",
        again="report summarise_results",
        config="mtm: {studies: {mask_ratios: null}}",
    ),
    Edit(
        "The labels of a cohort",
        again="attention_table draw_attention draw_pupil_thirds response_table report",
        config="v1t: {cohorts: {dataset_s: {labels: [A, B]}}}",
    ),
    Edit(
        "A variant of a search",
        again="train_variant score_search report",
        config="mtm: {search: {variants: {much_dropout: {model: {dropout: 0.3}}}}}",
    ),
    Edit(
        "Another seed for the split of a dataset",
        again="prepare_session report",
        config="datasets: {twins: {split: {seed: 43}}}",
    ),
    Edit(
        "The newest revision of a dataset's files that is read",
        again="read_ibl report",
        config="datasets: {twins: {reader: {revision: '2024-05-06'}}}",
    ),
    Edit(
        "The simulation of a dataset",
        again="simulate_allen report",
        config="datasets: {cells: {twin: {units: 21}}}",
    ),
]


def page() -> str:
    return HEAD + "".join(edit.row() for edit in EDITS)


if __name__ == "__main__":
    PAGE.write_text(page())
