# V1T: networks from images to responses, what they predict, and how well.


rule v1t:
    input:
        v1t_outputs(),


rule train_vision:
    input:
        sessions_of_cohort,
    output:
        weights=f"{VISION_RUN}/weights.safetensors",
        history=f"{VISION_RUN}/history.nc",
    log:
        f"{LOGS}/train_vision/{VISION_LOG}",
    benchmark:
        f"{LOGS}/train_vision/{VISION_LOG}".replace(".log", ".tsv")
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=32000,
        runtime=2880,
        progress_file=lambda wildcards: VISION_STATE.format(**wildcards),
    params:
        code=code("train_vision"),
        settings=settings_of_vision,
        state=VISION_STATE,
        gray=gray,
    message:
        "Training {wildcards.network} on {wildcards.cohort} (samples {wildcards.samples}, seed {wildcards.seed}); progress: {log}"
    shell:
        "python workflow_scripts/train_vision.py"
        " --sessions {input} --seed {wildcards.seed} {params.gray}"
        " --settings {params.settings:q} --state {params.state} --code {params.code}"
        " --processes {resources.gpu}"
        " --weights {output.weights} --history {output.history} > {log} 2>&1"


rule transfer_vision:
    input:
        sessions=sessions_of_cohort,
        pretrained=f"{VISION_ORIGIN}/weights.safetensors",
    output:
        weights=f"{TRANSFER}/weights.safetensors",
        history=f"{TRANSFER}/history.nc",
    log:
        f"{LOGS}/transfer_vision/{TRANSFER_LOG}",
    benchmark:
        f"{LOGS}/transfer_vision/{TRANSFER_LOG}".replace(".log", ".tsv")
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=32000,
        runtime=2880,
        progress_file=lambda wildcards: TRANSFER_STATE.format(**wildcards),
    params:
        code=code("transfer_vision"),
        settings=settings_of_vision,
        state=TRANSFER_STATE,
        gray=gray,
    message:
        "Training readouts of {wildcards.network} for {wildcards.cohort} on the core of {wildcards.origin} (seed {wildcards.seed}); progress: {log}"
    shell:
        "python workflow_scripts/transfer_vision.py"
        " --sessions {input.sessions} --pretrained {input.pretrained}"
        " --seed {wildcards.seed} {params.gray}"
        " --settings {params.settings:q} --state {params.state} --code {params.code}"
        " --processes {resources.gpu}"
        " --weights {output.weights} --history {output.history} > {log} 2>&1"


rule predict_responses:
    input:
        session=image_session_of,
        weights=f"{VISION_RUN}/weights.safetensors",
    output:
        f"{VISION_RUN}/predictions/{{session}}.nc",
    log:
        f"{LOGS}/predict_responses/{layout.VISION_RUN.name}/{{session}}.log",
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=16000,
        runtime=120,
    params:
        code=code("predict_responses"),
    message:
        "Predicting responses of {wildcards.session} by {wildcards.network} (seed {wildcards.seed})"
    shell:
        "python workflow_scripts/predict_responses.py"
        " --session {input.session} --weights {input.weights} --model {wildcards.network}"
        " --output {output} > {log} 2>&1"


use rule predict_responses as predict_transferred with:
    input:
        session=image_session_of,
        weights=f"{TRANSFER}/weights.safetensors",
    output:
        f"{TRANSFER}/predictions/{{session}}.nc",
    log:
        f"{LOGS}/predict_transferred/{layout.TRANSFER.name}/{{session}}.log",
    message:
        "Predicting responses of {wildcards.session} by {wildcards.network} on the core of {wildcards.origin} (seed {wildcards.seed})"


rule predict_ensemble:
    input:
        predictions=lambda wildcards: members_of_ensemble(
            wildcards, "predictions", [wildcards.session]
        ),
        evaluations=lambda wildcards: members_of_ensemble(
            wildcards, "evaluations", COHORTS[wildcards.cohort]
        ),
    output:
        f"{ENSEMBLE}/predictions/{{session}}.nc",
    log:
        f"{LOGS}/predict_ensemble/{{cohort}}/{{network}}/{{session}}.log",
    conda:
        ENVIRONMENT
    resources:
        mem_mb=16000,
    params:
        code=code("predict_ensemble"),
        best=lambda wildcards: V1T.studies.ensembles.best,
        average=lambda wildcards: V1T.evaluation.ensemble_average,
    message:
        "Averaging the best of {wildcards.network} on {wildcards.session}"
    shell:
        "python workflow_scripts/predict_ensemble.py"
        " --predictions {input.predictions} --evaluations {input.evaluations}"
        " --best {params.best} --average {params.average} --output {output} > {log} 2>&1"


rule predict_reference:
    input:
        session=image_session_of,
    output:
        f"{VISION}/references/{{reference}}/predictions/{{session}}.nc",
    log:
        f"{LOGS}/predict_reference/{{reference}}/{{session}}.log",
    wildcard_constraints:
        reference="|".join(get_args(VisionReference)),
    conda:
        ENVIRONMENT
    resources:
        mem_mb=16000,
        runtime=120,
    params:
        code=code("predict_reference"),
        settings=lambda wildcards: v1t().evaluation.gabor_ridge.model_dump_json(),
    message:
        "Predicting responses of {wildcards.session} by the reference {wildcards.reference}"
    shell:
        "python workflow_scripts/predict_reference.py"
        " --session {input.session} --reference {wildcards.reference}"
        " --settings {params.settings:q} --output {output} > {log} 2>&1"


rule score_responses:
    input:
        session=image_session_of,
        predictions=f"{VISION}/{{model}}/predictions/{{session}}.nc",
    output:
        f"{VISION}/{{model}}/evaluations/{{session}}.nc",
    log:
        f"{LOGS}/score_responses/{{model}}/{{session}}.log",
    conda:
        ENVIRONMENT
    resources:
        mem_mb=16000,
    params:
        code=code("score_responses"),
        settings=lambda wildcards: v1t().evaluation.scoring.model_dump_json(),
    message:
        "Scoring the responses of {wildcards.session} that {wildcards.model} predicts"
    shell:
        "python workflow_scripts/score_responses.py"
        " --session {input.session} --predictions {input.predictions}"
        " --settings {params.settings:q} --output {output} > {log} 2>&1"


rule response_table:
    input:
        evaluations=lambda wildcards: RESPONSE_TABLES[wildcards.table]()[0],
        published="published/v1t_{table}.csv",
    output:
        **table_files(f"{V1T_TABLES}/{{table}}"),
    log:
        f"{LOGS}/response_table/{{table}}.log",
    wildcard_constraints:
        table="|".join(RESPONSE_TABLES) or "none",
    conda:
        ENVIRONMENT
    params:
        code=code("response_table"),
        columns=lambda wildcards: json.dumps(RESPONSE_TABLES[wildcards.table]()[1]),
    message:
        "Writing {output.markdown}"
    shell:
        "python workflow_scripts/response_table.py --table {wildcards.table}"
        " --evaluations {input.evaluations} --columns {params.columns:q}"
        " --published {input.published}"
        " --csv {output.csv} --markdown {output.markdown} > {log} 2>&1"


rule reliability_table:
    input:
        lambda wildcards: reliability_evaluations(),
    output:
        **table_files(f"{V1T_TABLES}/reliability"),
    log:
        f"{LOGS}/reliability_table.log",
    conda:
        ENVIRONMENT
    params:
        code=code("reliability_table"),
    message:
        "Writing {output.markdown}"
    shell:
        "python workflow_scripts/reliability_table.py --evaluations {input}"
        " --csv {output.csv} --markdown {output.markdown} > {log} 2>&1"
