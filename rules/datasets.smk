# The datasets: where their files lie, and what their sessions are made from.

from neurodag.archives.files import session_files

TWIN = f"{RESULTS}/{layout.TWIN}"
TRUTH = f"{RESULTS}/{layout.TRUTH}"
DOWNLOADED = f"{RESULTS}/{layout.DOWNLOADED}"
MANIFEST = f"{RESULTS}/{layout.MANIFEST}"
RECORDING = f"{RESULTS}/{layout.RECORDING}"
SESSION = f"{RESULTS}/{layout.SESSION}"
DATASET_LOG = "{dataset}/{session}.log"


def datasets_of(archive, simulated=False, download=False):
    """Names of an archive's datasets, as a regular expression: of all, of twins, of downloads."""
    return "|".join(
        name
        for name, dataset in CONFIG.datasets.items()
        if dataset.archive == archive
        and (dataset.twin_settings or not simulated)
        and (dataset.download or not download)
    )


def twin_sessions():
    """The sessions of all simulated datasets."""
    return [
        SESSION.format(dataset=name, session=session)
        for name, dataset in CONFIG.datasets.items()
        if dataset.twin_settings
        for session in dataset.session_ids()
    ]


def dataset_of(wildcards):
    """The settings of a dataset that has a session of this id."""
    dataset = CONFIG.datasets[wildcards.dataset]
    known = dataset.session_ids(RECORDINGS.get(wildcards.dataset, ()))
    if wildcards.session not in known:
        raise WorkflowError(dataset.unknown(wildcards.session, known))
    return dataset


def archive_folder(wildcards):
    """The folder that holds the session as its archive lays it out."""
    dataset = dataset_of(wildcards)
    if dataset.twin_settings:
        return TWIN.format(**wildcards)
    return str(Path(CONFIG.data) / dataset.folder)


def archive_files(wildcards):
    """The session's files in its archive, if it is known where they are before anything is run."""
    dataset = dataset_of(wildcards)
    if dataset.twin_settings:
        return TWIN.format(**wildcards)
    if dataset.download:
        return DOWNLOADED.format(**wildcards) if dataset.archive == "ibl" else []
    try:
        return session_files(dataset.archive, Path(archive_folder(wildcards)), wildcards.session)
    except NeurodagError:
        return []  # what is missing, and how to get it, is told by the job


def recording(wildcards):
    """The file that a session with a split is made from."""
    dataset = dataset_of(wildcards)
    if dataset.archive:
        return RECORDING.format(**wildcards)
    found = RECORDINGS[wildcards.dataset]
    if wildcards.session not in found and not workflow.dryrun:
        folder = Path(CONFIG.data) / dataset.folder
        raise WorkflowError(
            f"There is no file {wildcards.session}.nc in {folder} or its subfolders. Put the session "
            "file there (docs/session-file.md), or name the folder that holds it with "
            "--config data=FOLDER."
        )
    # A dry run plans the jobs of recordings that are still to come, too.
    return found.get(wildcards.session, [])
