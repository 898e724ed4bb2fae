# The search of V1T: what its workers do, and what comes out of it.

from neurodag.config.vision import SearchedRun

SEARCH_WORKER = f"{RESULTS}/{layout.SEARCH_WORKER}"
SEARCH_STATE = f"{RESULTS}/{layout.SEARCH_STATE}"
VISION_SEARCH = f"{RESULTS}/{layout.SEARCH}"


def vision_search():
    """The settings of the search."""
    if v1t().search is None:
        raise WorkflowError("`v1t.search` is null; lay an overlay with a search on top.")
    return v1t().search


def animals_of_search(wildcards):
    """Sessions that every trial is trained on."""
    return [image_session(session) for session in animals(vision_search().cohort)]


def settings_of_search(wildcards):
    """What the search depends on, besides its sessions."""
    begin = v1t().networks[vision_search().network]
    return SearchedRun(
        search=vision_search(), network=begin.network, training=begin.training
    ).model_dump_json()


def gray_of_search(wildcards):
    """The option that makes pictures grey."""
    return "--gray" if v1t().cohorts[vision_search().cohort].gray else ""


def trials_of_search(wildcards):
    """The trials of all workers."""
    return expand(SEARCH_WORKER, worker=range(vision_search().workers))


def vision_search_outputs():
    """The table, figure and overlay of the search, if the settings ask for one."""
    if V1T is None or V1T.search is None:
        return []
    return [f"{V1T_TABLES}/search.md", f"{V1T_FIGURES}/search.pdf", f"{VISION_SEARCH}/search.yaml"]
