# From the archives to recordings as session files; the twins of archives are simulated first.


rule twins:
    input:
        twin_sessions(),


for archive in ("ibl", "allen", "sensorium"):
    if twins := datasets_of(archive, simulated=True):

        rule:
            name:
                f"simulate_{archive}"
            output:
                folder=directory(TWIN),
                truth=TRUTH,
            log:
                f"{LOGS}/simulate_{archive}/{DATASET_LOG}",
            wildcard_constraints:
                dataset=twins,
            conda:
                ENVIRONMENT
            resources:
                mem_mb=4000,
                runtime=30,
            params:
                code=code(f"simulate_{archive}"),
                script=f"simulate_{archive}",
                settings=lambda wildcards: dataset_of(wildcards).twin_settings.model_dump_json(),
            message:
                "Simulating session {wildcards.session} of {wildcards.dataset}"
            shell:
                "python workflow_scripts/{params.script}.py"
                " --session {wildcards.session} --settings {params.settings:q}"
                " --folder {output.folder} --truth {output.truth} > {log} 2>&1"


if downloads := datasets_of("ibl", download=True):

    rule fetch_ibl:
        output:
            touch(DOWNLOADED),
        log:
            f"{LOGS}/fetch_ibl/{DATASET_LOG}",
        wildcard_constraints:
            dataset=downloads,
        conda:
            f"{workflow.basedir}/envs/one.yaml"
        resources:
            folder=archive_folder,
        params:
            code=code("fetch_ibl"),
            settings=lambda wildcards: dataset_of(wildcards).reader.model_dump_json(),
        message:
            "Downloading session {wildcards.session} of {wildcards.dataset}"
        shell:
            "python workflow_scripts/fetch_ibl.py"
            " --folder {resources.folder:q} --session {wildcards.session}"
            " --settings {params.settings:q} > {log} 2>&1"


rule fetch_session:
    input:
        archive_files,
    output:
        MANIFEST,
    log:
        f"{LOGS}/fetch_session/{DATASET_LOG}",
    conda:
        ENVIRONMENT
    resources:
        folder=archive_folder,
    params:
        code=code("fetch_session"),
        archive=lambda wildcards: dataset_of(wildcards).archive,
        download=lambda wildcards: "--download" if dataset_of(wildcards).download else "",
    message:
        "Looking for the files of session {wildcards.session} of {wildcards.dataset}"
    shell:
        "python workflow_scripts/fetch_session.py --archive {params.archive}"
        " --folder {resources.folder:q} --session {wildcards.session} {params.download}"
        " --table archives.tsv --dataset {wildcards.dataset} --manifest {output} > {log} 2>&1"


for archive in ("ibl", "allen", "sensorium", "nwb", "suite2p"):
    if datasets := datasets_of(archive):

        rule:
            name:
                f"read_{archive}"
            input:
                MANIFEST,
            output:
                RECORDING,
            log:
                f"{LOGS}/read_{archive}/{DATASET_LOG}",
            wildcard_constraints:
                dataset=datasets,
            conda:
                ENVIRONMENT
            resources:
                mem_mb=8000,
                runtime=60,
                folder=archive_folder,
            params:
                code=code(f"read_{archive}"),
                script=f"read_{archive}",
                settings=lambda wildcards: dataset_of(wildcards).reader.model_dump_json(),
            message:
                "Reading session {wildcards.session} of {wildcards.dataset}"
            shell:
                "python workflow_scripts/{params.script}.py --manifest {input}"
                " --folder {resources.folder:q} --session {wildcards.session}"
                " --settings {params.settings:q} --output {output} > {log} 2>&1"
