# The studies of MtM on many sessions: where their files lie, and which they need.

from neurodag.pretraining import alone, finetuned_of

PRETRAINED = f"{RESULTS}/{layout.PRETRAINED.folder}"
PRETRAINED_LOG = f"{layout.PRETRAINED.name}.log"
PRETRAINED_STATE = f"{RESULTS}/{layout.PRETRAINED.state}"
FINETUNED = f"{RESULTS}/{layout.FINETUNED.folder}"
FINETUNED_LOG = f"{layout.FINETUNED.name}.log"
FINETUNED_STATE = f"{RESULTS}/{layout.FINETUNED.state}"


def many_study(wildcards):
    """The study of an architecture on many sessions."""
    if wildcards.architecture not in MANY_SESSIONS:
        raise WorkflowError(
            f"`mtm.{wildcards.architecture}` is null, so there are no settings of a network that "
            "is trained on many sessions; lay an overlay with them on top."
        )
    return MANY_SESSIONS[wildcards.architecture]


def pretraining_sessions(wildcards):
    """Files of the sessions that were drawn."""
    study, drawn, held_out = many_study(wildcards)
    if int(wildcards.number) not in drawn:
        raise WorkflowError(
            f"`mtm.{wildcards.architecture}.counts` is {list(drawn)}, which {wildcards.number} "
            "pretraining session(s) are not among."
        )
    return expand(MTM_SESSION, session=drawn[int(wildcards.number)])


def settings_of_many(wildcards, training):
    study = many_study(wildcards)[0]
    return Run(
        architecture=wildcards.architecture,
        model=study.model,
        masking=MTM.masking,
        training=getattr(study, training),
    ).model_dump_json()


def settings_of_pretraining(wildcards):
    """What the result of pretraining depends on."""
    return settings_of_many(wildcards, "training")


def settings_of_finetuning(wildcards):
    """What the result of fine-tuning depends on."""
    return settings_of_many(wildcards, "finetuning")


def finetuned(architecture, file="evaluation.nc", all_numbers=False):
    """A file of every fine-tuned network; of those that saw most sessions, or of all."""
    study, drawn, held_out = MANY_SESSIONS[architecture]
    return [
        f"{run.path(FINETUNED)}/{file}"
        for run in finetuned_of(architecture, study, held_out, MTM.seeds)
        if all_numbers or run.number == max(drawn)
    ]


def trained_alone(architecture):
    """Evaluations of networks of the same kind that were trained on each held-out session alone."""
    study, drawn, held_out = MANY_SESSIONS[architecture]
    runs = runs_of(MTM, alone(architecture, study), held_out)
    return [f"{run.path(RUN)}/evaluation.nc" for run in runs]


def references_of_many(architecture):
    """Evaluations of the reference models on the held-out sessions."""
    held_out = MANY_SESSIONS[architecture][2]
    return expand(REFERENCE, session=held_out, reference=MTM.evaluation.references)


def schemes_of_many(architecture):
    """The scheme and its baseline."""
    return MANY_SESSIONS[architecture][0].schemes


def prompted(architecture):
    """Scores by prompt of the fine-tuned networks that know prompts."""
    return [path for path in finetuned(architecture, "prompts.nc") if "mtm_prompted_" in path]


def many_outputs():
    """Every table and figure of the studies of many sessions that the settings ask for."""
    makes = {
        "ndt1_stitch": ["tables/table2.md", "tables/table6.md"]
        + [f"figures/figure{number}.pdf" for number in (3, 4, 5)],
        "ndt2": ["tables/table5.md", "figures/figure8.pdf", "figures/figure9.pdf"],
    }
    return [path for architecture in MANY_SESSIONS for path in makes[architecture]]
