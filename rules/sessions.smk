# Recordings become sessions: validated, with a split.


rule prepare_session:
    input:
        recording,
    output:
        SESSION,
    log:
        f"{LOGS}/prepare_session/{DATASET_LOG}",
    conda:
        ENVIRONMENT
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        code=code("prepare_session"),
        settings=lambda wildcards: dataset_of(wildcards).split.model_dump_json(),
        simulated=lambda wildcards: "--simulated" if dataset_of(wildcards).twin_settings else "",
    message:
        "Validating and splitting session {wildcards.session} of {wildcards.dataset}"
    shell:
        "python workflow_scripts/prepare_session.py"
        " --input {input:q} --session-id {wildcards.session} --settings {params.settings:q}"
        " {params.simulated} --output {output} > {log} 2>&1"
