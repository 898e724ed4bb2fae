# From recordings to sessions with a split.


rule simulate_session:
    output:
        session=SIMULATED,
        truth=TRUTH,
    log:
        f"{LOGS}/simulate_session/{{session}}.log",
    conda:
        ENVIRONMENT
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        code=code("simulate_session"),
        settings=lambda wildcards: DATASET.simulation.model_dump_json(),
    message:
        "Simulating session {wildcards.session}"
    shell:
        "python workflow_scripts/simulate_session.py"
        " --session-id {wildcards.session} --settings {params.settings:q}"
        " --session {output.session} --truth {output.truth} > {log} 2>&1"


rule prepare_session:
    input:
        recording,
    output:
        SESSION,
    log:
        f"{LOGS}/prepare_session/{{session}}.log",
    conda:
        ENVIRONMENT
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        code=code("prepare_session"),
        settings=DATASET.split.model_dump_json(),
    message:
        "Validating and splitting session {wildcards.session}"
    shell:
        "python workflow_scripts/prepare_session.py"
        " --input {input:q} --session-id {wildcards.session} --settings {params.settings:q} --output {output} > {log} 2>&1"
