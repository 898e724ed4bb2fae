# The studies of MtM: where their files lie, and which runs, tables and figures they need.

MTM = CONFIG.mtm
RUN = f"{RESULTS}/mtm/runs/{{session}}/{{scheme}}_ratio-{{ratio}}_seed-{{seed}}"
RUN_LOG = "{session}/{scheme}_ratio-{ratio}_seed-{seed}.log"
STATE = f"{RESULTS}/state/mtm/{{session}}/{{scheme}}_ratio-{{ratio}}_seed-{{seed}}.pt"
REFERENCE = f"{RESULTS}/mtm/references/{{session}}/{{reference}}.nc"
TABLES = f"{RESULTS}/mtm/tables"
FIGURES = f"{RESULTS}/mtm/figures"
WITHOUT_RATIO = {"causal", "inter_region"}
TABLE_STUDY = {"table1": "ablation", "table3": "ablation", "table7": "mask_ratios"}


def settings_of_run(wildcards):
    """What the result of a training run depends on."""
    masking = MTM.masking.model_copy(update={"ratio": float(wildcards.ratio)})
    return Run(model=MTM.model, masking=masking, training=MTM.training).model_dump_json()


def runs(study, file="evaluation.nc"):
    """A file of every run of a study."""
    settings, sessions = STUDIES[study]
    return [
        f"{RUN.format(session=session, scheme=scheme, ratio=ratio, seed=seed)}/{file}"
        for session in sessions
        for scheme in settings.schemes
        for ratio in ratios(settings, scheme)
        for seed in MTM.seeds
    ]


def ratios(study, scheme):
    """The mask ratios that a scheme is trained with; one is enough for schemes without a ratio."""
    if scheme in WITHOUT_RATIO:
        return [MTM.masking.ratio]
    return getattr(study, "ratios", [MTM.masking.ratio])


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
    return TRUTH if wildcards.reference == "truth" else []
