# V1T: what networks look at, where units read the image, and the figures.


rule map_attention:
    input:
        session=image_session_of,
        weights=f"{VISION_RUN}/weights.safetensors",
    output:
        f"{VISION_RUN}/attention/{{session}}.nc",
    log:
        f"{LOGS}/map_attention/{layout.VISION_RUN.name}/{{session}}.log",
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=32000,
        runtime=240,
    params:
        code=code("map_attention"),
        settings=lambda wildcards: settings_of_attention(),
    message:
        "Mapping where {wildcards.network} looks in trials of {wildcards.session}"
    shell:
        "python workflow_scripts/map_attention.py"
        " --session {input.session} --weights {input.weights} --model {wildcards.network}"
        " --settings {params.settings:q} --output {output} > {log} 2>&1"


rule map_receptive_fields:
    input:
        session=image_session_of,
        weights=f"{VISION_RUN}/weights.safetensors",
        truth=truth_of_images,
    output:
        f"{VISION_RUN}/receptive_fields/{{session}}.nc",
    log:
        f"{LOGS}/map_receptive_fields/{layout.VISION_RUN.name}/{{session}}.log",
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=16000,
        runtime=720,
    params:
        code=code("map_receptive_fields"),
        settings=lambda wildcards: v1t().studies.receptive_fields.fields.model_dump_json(),
        seed=lambda wildcards: v1t().seed,
        truth=lambda wildcards, input: option("--truth", input.truth),
    message:
        "Mapping receptive fields of {wildcards.network} for {wildcards.session} by white noise"
    shell:
        "python workflow_scripts/map_receptive_fields.py"
        " --session {input.session} --weights {input.weights} --model {wildcards.network}"
        " --settings {params.settings:q} --seed {params.seed} {params.truth}"
        " --output {output} > {log} 2>&1"


rule map_readout:
    input:
        session=image_session_of,
        weights=f"{VISION_RUN}/weights.safetensors",
    output:
        f"{VISION_RUN}/readout/{{session}}.nc",
    log:
        f"{LOGS}/map_readout/{layout.VISION_RUN.name}/{{session}}.log",
    conda:
        ENVIRONMENT
    params:
        code=code("map_readout"),
    message:
        "Mapping where {wildcards.network} reads the image for units of {wildcards.session}"
    shell:
        "python workflow_scripts/map_readout.py"
        " --session {input.session} --weights {input.weights} --model {wildcards.network}"
        " --output {output} > {log} 2>&1"


rule attention_table:
    input:
        maps=lambda wildcards: attention_maps(),
        published="published/v1t_table2.csv",
    output:
        **table_files(f"{V1T_TABLES}/table2"),
    log:
        f"{LOGS}/attention_table.log",
    conda:
        ENVIRONMENT
    params:
        code=code("attention_table"),
        rows=lambda wildcards: json.dumps(labels_of(v1t().studies.attention.cohort)),
    message:
        "Writing {output.markdown}"
    shell:
        "python workflow_scripts/attention_table.py --maps {input.maps} --rows {params.rows:q}"
        " --published {input.published}"
        " --csv {output.csv} --markdown {output.markdown} > {log} 2>&1"


rule field_table:
    input:
        maps=lambda wildcards: receptive_field_maps(),
        published="published/v1t_receptive_fields.csv",
    output:
        **table_files(f"{V1T_TABLES}/receptive_fields"),
    log:
        f"{LOGS}/field_table.log",
    conda:
        ENVIRONMENT
    params:
        code=code("field_table"),
    message:
        "Writing {output.markdown}"
    shell:
        "python workflow_scripts/field_table.py --maps {input.maps}"
        " --published {input.published}"
        " --csv {output.csv} --markdown {output.markdown} > {log} 2>&1"


rule draw_receptive_fields:
    input:
        lambda wildcards: receptive_field_maps(),
    output:
        **figure_files(f"{V1T_FIGURES}/figure2ab"),
    log:
        f"{LOGS}/draw_receptive_fields.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_receptive_fields"),
        units=lambda wildcards: v1t().studies.receptive_fields.units,
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_receptive_fields.py --maps {input} --units {params.units}"
        " --output {output.pdf} > {log} 2>&1"


rule draw_attention:
    input:
        lambda wildcards: attention_maps(),
    output:
        **figure_files(f"{V1T_FIGURES}/figure_a4"),
    log:
        f"{LOGS}/draw_attention.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_attention"),
        labels=lambda wildcards: [*labels_of(v1t().studies.attention.cohort)],
        trials=lambda wildcards: v1t().studies.attention.trials,
        pictures=lambda wildcards: "" if v1t().studies.attention.pictures else "--without-pictures",
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_attention.py --maps {input} --labels {params.labels}"
        " --trials {params.trials} {params.pictures} --output {output.pdf} > {log} 2>&1"


use rule draw_training as draw_vision_training with:
    input:
        f"{VISION_RUN}/history.nc",
    output:
        **figure_files(f"{VISION_RUN}/training"),
    log:
        f"{LOGS}/draw_vision_training/{VISION_LOG}",


rule draw_samples:
    input:
        lambda wildcards: of_runs(VISION_RUNS["samples"], "evaluations"),
    output:
        **figure_files(f"{V1T_FIGURES}/figure_a1"),
    log:
        f"{LOGS}/draw_samples.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_samples"),
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_samples.py --evaluations {input}"
        " --output {output.pdf} > {log} 2>&1"


rule draw_behavior_activations:
    input:
        lambda wildcards: of_runs(VISION_RUNS["behavior"], "attention"),
    output:
        **figure_files(f"{V1T_FIGURES}/figure_a3"),
    log:
        f"{LOGS}/draw_behavior_activations.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_behavior_activations"),
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_behavior_activations.py --maps {input}"
        " --output {output.pdf} > {log} 2>&1"


rule draw_pupil_thirds:
    input:
        lambda wildcards: of_runs(VISION_RUNS["behavior"], "evaluations"),
    output:
        **figure_files(f"{V1T_FIGURES}/figure_a5"),
    log:
        f"{LOGS}/draw_pupil_thirds.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_pupil_thirds"),
        labels=lambda wildcards: [*labels_of(v1t().studies.behavior.cohort)],
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_pupil_thirds.py --evaluations {input}"
        " --labels {params.labels} --output {output.pdf} > {log} 2>&1"


rule draw_readout:
    input:
        lambda wildcards: of_runs(VISION_RUNS["behavior"], "readout")[0],
    output:
        **figure_files(f"{V1T_FIGURES}/figure_a6"),
    log:
        f"{LOGS}/draw_readout.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_readout"),
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_readout.py --map {input} --output {output.pdf} > {log} 2>&1"
