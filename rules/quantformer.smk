# QuantFormer: pre-training, adaptation to subjects and stimuli, competitors, and how well they do.


rule quantformer:
    input:
        quantformer_outputs(),


rule pretrain_quantformer:
    input:
        sessions_of_scope,
    output:
        weights=f"{FORECASTER}/weights.safetensors",
        history=f"{FORECASTER}/history.nc",
    log:
        f"{LOGS}/pretrain_quantformer/{FORECASTER_LOG}",
    benchmark:
        f"{LOGS}/pretrain_quantformer/{FORECASTER_LOG}".replace(".log", ".tsv")
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=32000,
        runtime=2880,
        progress_file=lambda wildcards: FORECASTER_STATE.format(**wildcards),
    params:
        code=code("pretrain_quantformer"),
        settings=settings_of_forecaster,
        stimuli=lambda wildcards: seen(wildcards)[1],
        state=FORECASTER_STATE,
    message:
        "Pre-training {wildcards.network} on {wildcards.scope} (seed {wildcards.seed}); progress: {log}"
    shell:
        "python workflow_scripts/pretrain_quantformer.py"
        " --sessions {input} --stimuli {params.stimuli} --seed {wildcards.seed}"
        " --settings {params.settings:q} --state {params.state} --code {params.code}"
        " --weights {output.weights} --history {output.history} > {log} 2>&1"


rule adapt_quantformer:
    input:
        session=session_of_forecast,
        pretrained=pretrained_of,
    output:
        weights=f"{ADAPTED}/weights.safetensors",
        history=f"{ADAPTED}/history.nc",
    log:
        f"{LOGS}/adapt_quantformer/{ADAPTED_LOG}",
    benchmark:
        f"{LOGS}/adapt_quantformer/{ADAPTED_LOG}".replace(".log", ".tsv")
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=16000,
        runtime=720,
        progress_file=lambda wildcards: ADAPTED_STATE.format(**wildcards),
    params:
        code=code("adapt_quantformer"),
        settings=settings_of_adaptation,
        pretrained=lambda wildcards, input: option("--pretrained", input.get("pretrained")),
        state=ADAPTED_STATE,
    message:
        "Adapting {wildcards.network} ({wildcards.scope}, {wildcards.tuning}) to {wildcards.task}, {wildcards.stimulus}, {wildcards.subject} (seed {wildcards.seed}); progress: {log}"
    shell:
        "python workflow_scripts/adapt_quantformer.py"
        " --session {input.session} {params.pretrained} --stimuli {wildcards.stimulus}"
        " --task {wildcards.task} --seed {wildcards.seed}"
        " --settings {params.settings:q} --state {params.state} --code {params.code}"
        " --weights {output.weights} --history {output.history} > {log} 2>&1"


rule train_competitor:
    input:
        session_of_forecast,
    output:
        weights=f"{COMPETITOR}/weights.safetensors",
        history=f"{COMPETITOR}/history.nc",
    log:
        f"{LOGS}/train_competitor/{COMPETITOR_LOG}",
    benchmark:
        f"{LOGS}/train_competitor/{COMPETITOR_LOG}".replace(".log", ".tsv")
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=16000,
        runtime=720,
        progress_file=lambda wildcards: COMPETITOR_STATE.format(**wildcards),
    params:
        code=code("train_competitor"),
        settings=settings_of_competitor,
        state=COMPETITOR_STATE,
    message:
        "Training {wildcards.competitor} for {wildcards.task}, {wildcards.stimulus}, {wildcards.subject} (seed {wildcards.seed}); progress: {log}"
    shell:
        "python workflow_scripts/train_competitor.py"
        " --session {input} --stimuli {wildcards.stimulus}"
        " --task {wildcards.task} --seed {wildcards.seed}"
        " --settings {params.settings:q} --state {params.state} --code {params.code}"
        " --weights {output.weights} --history {output.history} > {log} 2>&1"


rule evaluate_forecasts:
    input:
        session=session_of_forecast,
        weights=f"{ADAPTED}/weights.safetensors",
    output:
        f"{ADAPTED}/evaluation.nc",
    log:
        f"{LOGS}/evaluate_forecasts/{ADAPTED_LOG}",
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=16000,
        runtime=120,
    params:
        code=code("evaluate_forecasts"),
        settings=lambda wildcards: quantformer().evaluation.model_dump_json(),
        method="{scope}/{network}/{tuning}",
    message:
        "Evaluating {params.method} for {wildcards.task}, {wildcards.stimulus}, {wildcards.subject} (seed {wildcards.seed})"
    shell:
        "python workflow_scripts/evaluate_forecasts.py"
        " --session {input.session} --weights {input.weights} --method {params.method}"
        " --stimulus {wildcards.stimulus} --subject {wildcards.subject}"
        " --settings {params.settings:q} --output {output} > {log} 2>&1"


use rule evaluate_forecasts as evaluate_competitor with:
    input:
        session=session_of_forecast,
        weights=f"{COMPETITOR}/weights.safetensors",
    output:
        f"{COMPETITOR}/evaluation.nc",
    log:
        f"{LOGS}/evaluate_competitor/{COMPETITOR_LOG}",
    params:
        code=code("evaluate_forecasts"),
        settings=lambda wildcards: quantformer().evaluation.model_dump_json(),
        method="{competitor}",


rule forecast_table:
    input:
        evaluations=evaluations_of_table,
        published=published_forecasts,
    output:
        **table_files(f"{FORECAST_TABLES}/{{table}}"),
    log:
        f"{LOGS}/forecast_table/{{table}}.log",
    wildcard_constraints:
        table="|".join(TABLES_OF_STUDIES),
    conda:
        ENVIRONMENT
    params:
        code=code("forecast_table"),
        rows=methods_of_table,
        published=lambda wildcards, input: option("--published", input.get("published")),
    message:
        "Writing {output.markdown}"
    shell:
        "python workflow_scripts/forecast_table.py --table {wildcards.table}"
        " --evaluations {input.evaluations} --rows {params.rows:q} {params.published}"
        " --csv {output.csv} --markdown {output.markdown} > {log} 2>&1"
