# What the page with the results is made from.

ALL_OUTPUTS = mtm_outputs() + v1t_outputs()


def sessions_of_page():
    """The sessions of all studies."""
    spikes = {id for _, ids in STUDIES.values() for id in ids} | set(SEARCHED)
    for _, _, held_out in MANY_SESSIONS.values():
        spikes |= set(held_out)
    cohorts = {run.cohort for runs in VISION_RUNS.values() for run in runs}
    if "reliability" in VISION_RUNS:
        cohorts |= {*V1T.studies.reliability.cohorts}
    images = {image_session(id) for cohort in cohorts for id in animals(cohort)}
    return expand(MTM_SESSION, session=sorted(spikes)) + sorted(images)


def settings_of_page():
    """The settings of the networks, as JSON."""
    mtm = MTM.model_dump(
        mode="json", include={"seeds", "model", "masking", "training", "ndt1_stitch", "ndt2"}
    )
    v1t = V1T.model_dump(mode="json", include={"seed", "networks"}) if V1T else None
    return json.dumps({"mtm": mtm, "v1t": v1t})
