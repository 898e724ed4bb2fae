# The search of MtM: where its files lie, and which it needs.

from neurodag.runs import variants_of

VARIANT = f"{RESULTS}/{layout.VARIANT.folder}"
VARIANT_LOG = f"{layout.VARIANT.name}.log"
VARIANT_STATE = f"{RESULTS}/{layout.VARIANT.state}"
VALIDATED_REFERENCE = f"{RESULTS}/{layout.VALIDATED_REFERENCE}"


def search():
    """The settings of the search."""
    if MTM.search is None:
        raise WorkflowError(
            "`mtm.search` is null, so there are no variants of the network; lay an overlay with it "
            "on top."
        )
    return MTM.search


def settings_of_variant(wildcards):
    """What the result of a run of the search depends on."""
    variants = search().variants
    if wildcards.variant not in variants:
        raise WorkflowError(
            f"`mtm.search.variants` has no {wildcards.variant}; it has {', '.join(variants)}."
        )
    return variants[wildcards.variant].changed(MTM.run()).model_dump_json()


def scores_of_variants():
    """By variant, scores of its networks on validation and on test trials."""
    files = ("validation.nc", "evaluation.nc")
    return {
        variant: [f"{run.path(VARIANT)}/{file}" for run in runs for file in files]
        for variant, runs in variants_of(search(), SEARCHED, MTM.seeds).items()
    }


def scores_of_references():
    """The same of the references that the network is to beat."""
    return {
        reference: expand([VALIDATED_REFERENCE, REFERENCE], session=SEARCHED, reference=reference)
        for reference in MTM.evaluation.references
        if reference != "truth"
    }


def scores_of_search(wildcards):
    """All that the table is made from."""
    scores = [*scores_of_variants().values(), *scores_of_references().values()]
    return [path for paths in scores for path in paths]


def each_as_option(name, scores):
    """The option for each variant or reference: what it is called, and where its scores lie."""
    return [word for row, files in scores.items() for word in (name, row, *files)]


def search_outputs():
    """The table and figure of the search, if the settings ask for one."""
    paths = ["tables/search.md", "figures/search.pdf"] if MTM.search else []
    return [f"{RESULTS}/mtm/{path}" for path in paths]
