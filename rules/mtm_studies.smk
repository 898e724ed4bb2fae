# The studies of MtM: which runs, tables and figures they need.

from neurodag.runs import runs_of

MTM = CONFIG.mtm
MTM_SESSION = SESSION.replace("{dataset}", MTM.dataset)
RUN = f"{RESULTS}/{layout.RUN.folder}"
RUN_LOG = f"{layout.RUN.name}.log"
STATE = f"{RESULTS}/{layout.RUN.state}"
REFERENCE = f"{RESULTS}/{layout.REFERENCE}"
TABLES = f"{RESULTS}/{layout.TABLES}"
FIGURES = f"{RESULTS}/{layout.FIGURES}"
SCORING = {"forward_share", "causal_attention_unprompted", "decoding"}
EVALUATION_OF_NETWORK = MTM.evaluation.model_dump_json(include=SCORING)
"""What the scores of a network depend on."""


def settings_of_run(wildcards):
    """What the result of a training run on one session depends on."""
    if wildcards.architecture == "ndt1":
        model = MTM.model
    else:
        model = many_study(wildcards)[0].model
    masking = MTM.masking.model_copy(update={"ratio": float(wildcards.ratio)})
    return Run(
        architecture=wildcards.architecture, model=model, masking=masking, training=MTM.training
    ).model_dump_json()


def runs(study, file="evaluation.nc"):
    """A file of every run of a study."""
    return [f"{run.path(RUN)}/{file}" for run in runs_of(MTM, *STUDIES[study])]


def references(study):
    """Evaluations of the reference models on a study's sessions."""
    sessions = STUDIES[study][1]
    return expand(REFERENCE, session=sessions, reference=MTM.evaluation.references)


def of_study(study):
    return lambda: (runs(study), references(study))


def of_many(architecture):
    return lambda: (
        trained_alone(architecture) + finetuned(architecture),
        references_of_many(architecture),
    )


EVALUATIONS_OF_TABLE = {
    "table1": of_study("ablation"),
    "table2": of_many("ndt1_stitch"),
    "table3": of_study("ablation"),
    "table4": of_study("ndt2_ablation"),
    "table5": of_many("ndt2"),
    "table6": lambda: (prompted("ndt1_stitch"), []),
    "table7": of_study("mask_ratios"),
}
"""Evaluations of networks and of references that a table is made from."""
PUBLISHED_TABLES = {"table1", "table2", "table3", "table5", "table6", "table7"}
"""Tables whose numbers stand in the paper's text."""
SCATTERED = {
    "figure2c": lambda: (runs("comparison"), STUDIES["comparison"][0].study.schemes),
    "figure3": lambda: (finetuned("ndt1_stitch"), schemes_of_many("ndt1_stitch")),
    "figure6": lambda: (runs("ndt2_comparison"), STUDIES["ndt2_comparison"][0].study.schemes),
    "figure8": lambda: (finetuned("ndt2"), schemes_of_many("ndt2")),
}
"""Evaluations and the two schemes of the figures with one point a session."""
SCALING = {"figure4": "ndt1_stitch", "figure9": "ndt2"}
"""Architectures of the scaling curves."""


def published(wildcards):
    """The paper's own numbers."""
    return f"published/mtm_{wildcards.table}.csv" if wildcards.table in PUBLISHED_TABLES else []


def pair(study):
    """The first session's evaluations of the two schemes that a figure compares, first seed."""
    return runs(study)[:: len(MTM.seeds)][:2]


def mtm_outputs():
    """Every table and figure of the studies that the settings ask for."""
    makes = {
        "ablation": ["tables/table1.md", "tables/table3.md"],
        "mask_ratios": ["tables/table7.md", "figures/table7.pdf"],
        "comparison": ["figures/figure2c.pdf"],
        "rasters": ["figures/figure2ab.pdf"],
        "units": ["figures/figure7.pdf"],
        "ndt2_ablation": ["tables/table4.md"],
        "ndt2_comparison": ["figures/figure6.pdf"],
    }
    outputs = [f"{RESULTS}/mtm/{path}" for study in STUDIES for path in makes[study]]
    outputs += [f"{RESULTS}/mtm/{path}" for path in many_outputs()]
    outputs += search_outputs()
    return outputs + (runs("ablation", "training.pdf") if "ablation" in STUDIES else [])


def truth(wildcards):
    """The true rates, for the reference that knows them."""
    return TRUTH.replace("{dataset}", MTM.dataset) if wildcards.reference == "truth" else []
