# The studies of MtM: which runs, tables and figures they need.

from neurodag.runs import runs_of

MTM = CONFIG.mtm
MTM_SESSION = SESSION.replace("{dataset}", MTM.dataset)
RUN = f"{RESULTS}/{layout.RUN}"
RUN_LOG = layout.RUN_LOG
STATE = f"{RESULTS}/{layout.STATE}"
REFERENCE = f"{RESULTS}/{layout.REFERENCE}"
TABLES = f"{RESULTS}/{layout.TABLES}"
FIGURES = f"{RESULTS}/{layout.FIGURES}"
TABLE_STUDY = {"table1": "ablation", "table3": "ablation", "table7": "mask_ratios"}


def settings_of_run(wildcards):
    """What the result of a training run depends on."""
    masking = MTM.masking.model_copy(update={"ratio": float(wildcards.ratio)})
    return Run(model=MTM.model, masking=masking, training=MTM.training).model_dump_json()


def runs(study, file="evaluation.nc"):
    """A file of every run of a study."""
    return [f"{run.path(RUN)}/{file}" for run in runs_of(MTM, *STUDIES[study])]


def references(study):
    """Evaluations of the reference models on a study's sessions."""
    sessions = STUDIES[study][1]
    return expand(REFERENCE, session=sessions, reference=MTM.evaluation.references)


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
    }
    outputs = [f"{RESULTS}/mtm/{path}" for study in STUDIES for path in makes[study]]
    return outputs + (runs("ablation", "training.pdf") if "ablation" in STUDIES else [])


def truth(wildcards):
    """The true rates, for the reference that knows them."""
    return TRUTH.replace("{dataset}", MTM.dataset) if wildcards.reference == "truth" else []
