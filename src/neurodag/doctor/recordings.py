"""The settings, and the recordings that they name."""

from pathlib import Path

from neurodag.config import ArchiveDataset, Config, SessionFiles, find_session_files
from neurodag.doctor.finding import Finding, Findings, info, ok, problem, warning
from neurodag.errors import NeurodagError
from neurodag.status.survey import wanted_runs


def check_recordings(config: Config) -> Findings:
    name = config.mtm.dataset
    dataset = config.datasets[name]
    try:
        yield ok(f"The settings are right: {len(wanted_runs(config))} runs on the dataset {name}")
        if isinstance(dataset, SessionFiles):
            yield session_files(config, dataset)
        else:
            yield archive(config, dataset)
    except NeurodagError as error:
        yield problem(str(error), "Mend the file, or name another folder: --config data=FOLDER.")


def session_files(config: Config, dataset: SessionFiles) -> Finding:
    """Whether the session files of all studies are there. Raises NeurodagError where none is."""
    folder = Path(config.data) / dataset.folder
    found = find_session_files(dataset, config.data)
    studies = [study for _, study in config.mtm.studies if study]
    wanted = {session for study in studies for session in config.study_sessions(study, found)}
    missing = sorted(wanted - set(found))
    if not missing:
        return ok(f"All {len(wanted)} recordings are in {folder}")
    named = ", ".join(missing[:2]) + (", …" if len(missing) > 2 else "")
    return (warning if len(missing) < len(wanted) else problem)(
        f"{len(missing)} of {len(wanted)} recordings are not in {folder}: {named}",
        "Put the session files there (docs/session-file.md), or name the folder that holds them "
        "with --config data=FOLDER.",
    )


def archive(config: Config, dataset: ArchiveDataset) -> Finding:
    """Whether the folder of an archive is there."""
    if dataset.folder is None:
        return ok("The recordings are simulated")
    folder = Path(config.data) / dataset.folder
    if folder.is_dir():
        return ok(f"The archive {dataset.source} is in {folder}")
    if dataset.download:
        return info(f"The archive {dataset.source} is to be downloaded into {folder}.")
    return problem(
        f"The folder {folder} of the archive {dataset.source} does not exist.",
        "Put the archive there, or name the folder above it with --config data=FOLDER.",
    )
