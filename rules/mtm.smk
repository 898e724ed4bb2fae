# MtM, single sessions: networks, references, Tables 1, 3 and 7, Figures 2 and 7.


rule mtm:
    input:
        mtm_outputs(),


rule train_network:
    input:
        MTM_SESSION,
    output:
        weights=f"{RUN}/weights.safetensors",
        history=f"{RUN}/history.nc",
    log:
        f"{LOGS}/train_network/{RUN_LOG}",
    benchmark:
        f"{LOGS}/train_network/{RUN_LOG}".replace(".log", ".tsv")
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=16000,
        runtime=720,
        progress_file=lambda wildcards: STATE.format(**wildcards),
    params:
        code=code("train_network"),
        settings=settings_of_run,
        state=STATE,
    message:
        "Training {wildcards.architecture} by {wildcards.scheme} (mask ratio {wildcards.ratio}, seed {wildcards.seed}) on {wildcards.session}; progress: {log}"
    shell:
        "python workflow_scripts/train_network.py"
        " --session {input} --scheme {wildcards.scheme} --seed {wildcards.seed}"
        " --settings {params.settings:q} --state {params.state} --code {params.code}"
        " --processes {resources.gpu}"
        " --weights {output.weights} --history {output.history} > {log} 2>&1"


rule evaluate_network:
    input:
        session=MTM_SESSION,
        weights=f"{RUN}/weights.safetensors",
    output:
        f"{RUN}/evaluation.nc",
    log:
        f"{LOGS}/evaluate_network/{RUN_LOG}",
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=16000,
        runtime=120,
    params:
        code=code("evaluate_network"),
        settings=EVALUATION_OF_NETWORK,
        part="test",
    message:
        "Scoring {wildcards.architecture}, {wildcards.scheme} (mask ratio {wildcards.ratio}, seed {wildcards.seed}) on {wildcards.session}"
    shell:
        "python workflow_scripts/evaluate_network.py"
        " --session {input.session} --weights {input.weights} --part {params.part}"
        " --settings {params.settings:q} --output {output} > {log} 2>&1"


rule evaluate_reference:
    input:
        session=MTM_SESSION,
        truth=truth,
    output:
        REFERENCE,
    log:
        f"{LOGS}/evaluate_reference/{{session}}/{{reference}}.log",
    conda:
        ENVIRONMENT
    resources:
        mem_mb=16000,
        runtime=120,
    params:
        code=code("evaluate_reference"),
        settings=MTM.evaluation.model_dump_json(include={"forward_share", "linear", "decoding"}),
        truth=lambda wildcards, input: option("--truth", input.truth),
        part="test",
    message:
        "Scoring the reference {wildcards.reference} on {wildcards.session}"
    shell:
        "python workflow_scripts/evaluate_reference.py"
        " --session {input.session} {params.truth} --reference {wildcards.reference}"
        " --part {params.part} --settings {params.settings:q} --output {output} > {log} 2>&1"


rule score_table:
    input:
        evaluations=lambda wildcards: EVALUATIONS_OF_TABLE[wildcards.table]()[0],
        references=lambda wildcards: EVALUATIONS_OF_TABLE[wildcards.table]()[1],
        published=published,
    output:
        **table_files(f"{TABLES}/{{table}}"),
    log:
        f"{LOGS}/score_table/{{table}}.log",
    wildcard_constraints:
        table="|".join(EVALUATIONS_OF_TABLE),
    conda:
        ENVIRONMENT
    params:
        code=code("score_table"),
        published=lambda wildcards, input: option("--published", input.published),
    message:
        "Writing {output.markdown}"
    shell:
        "python workflow_scripts/score_table.py --table {wildcards.table}"
        " --evaluations {input.evaluations} {input.references} {params.published}"
        " --csv {output.csv} --markdown {output.markdown} > {log} 2>&1"


rule draw_rasters:
    input:
        lambda wildcards: pair("rasters"),
    output:
        **figure_files(f"{FIGURES}/figure2ab"),
    log:
        f"{LOGS}/draw_rasters.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_rasters"),
        region=lambda wildcards: option("--region", STUDIES["rasters"][0].study.region),
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_rasters.py --evaluations {input} {params.region}"
        " --output {output.pdf} > {log} 2>&1"


rule draw_sessions:
    input:
        lambda wildcards: SCATTERED[wildcards.figure]()[0],
    output:
        **figure_files(f"{FIGURES}/{{figure}}"),
    log:
        f"{LOGS}/draw_sessions/{{figure}}.log",
    wildcard_constraints:
        figure="|".join(SCATTERED),
    conda:
        ENVIRONMENT
    params:
        code=code("draw_sessions"),
        schemes=lambda wildcards: SCATTERED[wildcards.figure]()[1],
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_sessions.py --evaluations {input}"
        " --schemes {params.schemes} --output {output.pdf} > {log} 2>&1"


rule draw_units:
    input:
        lambda wildcards: pair("units"),
    output:
        **figure_files(f"{FIGURES}/figure7"),
    log:
        f"{LOGS}/draw_units.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_units"),
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_units.py --evaluations {input} --output {output.pdf} > {log} 2>&1"


rule draw_mask_ratios:
    input:
        f"{TABLES}/table7.csv",
    output:
        **figure_files(f"{FIGURES}/table7"),
    log:
        f"{LOGS}/draw_mask_ratios.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_mask_ratios"),
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_mask_ratios.py --table {input} --output {output.pdf} > {log} 2>&1"


rule draw_training:
    input:
        f"{RUN}/history.nc",
    output:
        **figure_files(f"{RUN}/training"),
    log:
        f"{LOGS}/draw_training/{RUN_LOG}",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_training"),
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_training.py --history {input} --output {output.pdf} > {log} 2>&1"
