# QuantFormer: what its codes, tokens and attention are, and the figures.


rule map_reconstructions:
    input:
        session=lambda wildcards: calcium_session(first_shown(wildcards.stimulus)),
        weights=f"{FORECASTER}/weights.safetensors",
    output:
        f"{FORECASTER}/reconstructions/{{stimulus}}.nc",
    log:
        f"{LOGS}/map_reconstructions/{layout.PRETRAINED_FORECASTER.name}/{{stimulus}}.log",
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=16000,
        runtime=120,
    params:
        code=code("map_reconstructions"),
        settings=lambda wildcards: settings_of_map(
            "quantization", "reconstructions", Reconstructions
        ),
    message:
        "Mapping what passes through the codes of {wildcards.network} ({wildcards.scope}), {wildcards.stimulus}"
    shell:
        "python workflow_scripts/map_reconstructions.py"
        " --session {input.session} --stimulus {wildcards.stimulus}"
        " --weights {input.weights} --network {wildcards.network}"
        " --settings {params.settings:q} --output {output} > {log} 2>&1"


rule map_codes:
    input:
        f"{FORECASTER}/weights.safetensors",
    output:
        f"{FORECASTER}/codes.nc",
    log:
        f"{LOGS}/map_codes/{FORECASTER_LOG}",
    conda:
        ENVIRONMENT
    params:
        code=code("map_codes"),
        settings=lambda wildcards: settings_of_map("codes", "map", CodeMap),
    message:
        "Mapping the codes of {wildcards.network} ({wildcards.scope})"
    shell:
        "python workflow_scripts/map_codes.py --weights {input} --network {wildcards.network}"
        " --settings {params.settings:q} --output {output} > {log} 2>&1"


rule map_forecast_attention:
    input:
        session=session_of_forecast,
        weights=f"{ADAPTED}/weights.safetensors",
    output:
        f"{ADAPTED}/attention.nc",
    log:
        f"{LOGS}/map_forecast_attention/{ADAPTED_LOG}",
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=16000,
        runtime=120,
    params:
        code=code("map_forecast_attention"),
        settings=lambda wildcards: settings_of_map("attention", "maps", ForecastAttention),
        method="{scope}/{network}/{tuning}",
    message:
        "Mapping what {params.method} looks at, {wildcards.stimulus}, {wildcards.subject}"
    shell:
        "python workflow_scripts/map_forecast_attention.py"
        " --session {input.session} --weights {input.weights} --method {params.method}"
        " --stimulus {wildcards.stimulus} --subject {wildcards.subject}"
        " --settings {params.settings:q} --output {output} > {log} 2>&1"


rule map_unit_tokens:
    input:
        session=session_of_forecast,
        weights=f"{ADAPTED}/weights.safetensors",
    output:
        f"{ADAPTED}/unit_tokens.nc",
    log:
        f"{LOGS}/map_unit_tokens/{ADAPTED_LOG}",
    conda:
        ENVIRONMENT
    resources:
        mem_mb=16000,
    params:
        code=code("map_unit_tokens"),
        settings=lambda wildcards: settings_of_map("unit_tokens", "map", UnitTokens),
        method="{scope}/{network}/{tuning}",
    message:
        "Mapping the units' tokens of {params.method}, {wildcards.stimulus}, {wildcards.subject}"
    shell:
        "python workflow_scripts/map_unit_tokens.py"
        " --session {input.session} --weights {input.weights} --method {params.method}"
        " --stimulus {wildcards.stimulus} --subject {wildcards.subject}"
        " --settings {params.settings:q} --output {output} > {log} 2>&1"


rule draw_forecasts:
    input:
        evaluations_of_examples,
    output:
        **figure_files(f"{FORECAST_FIGURES}/forecasts_{{stimulus}}"),
    log:
        f"{LOGS}/draw_forecasts/{{stimulus}}.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_forecasts"),
        rows=methods_of_examples,
        examples=lambda wildcards: quantformer().evaluation.examples,
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_forecasts.py --evaluations {input} --rows {params.rows:q}"
        " --examples {params.examples} --output {output.pdf} > {log} 2>&1"


use rule draw_forecasts as draw_forecasts_of_all with:
    output:
        **figure_files(f"{FORECAST_FIGURES}/figure3"),
    log:
        f"{LOGS}/draw_forecasts_of_all.log",
    params:
        code=code("draw_forecasts"),
        rows=methods_of_examples,
        examples=1,


rule draw_reconstructions:
    input:
        lambda wildcards: [
            path
            for network in ("unbalanced", "network")
            for path in reconstructions("quantization", network)
        ],
    output:
        **figure_files(f"{FORECAST_FIGURES}/figure_a6a7"),
    log:
        f"{LOGS}/draw_reconstructions.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_reconstructions"),
        examples=lambda wildcards: forecast_study("quantization").reconstructions.examples,
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_reconstructions.py --maps {input}"
        " --examples {params.examples} --output {output.pdf} > {log} 2>&1"


rule draw_forecast_attention:
    input:
        lambda wildcards: of_forecast_study("attention", "activation", "attention.nc"),
    output:
        **figure_files(f"{FORECAST_FIGURES}/figure_a8"),
    log:
        f"{LOGS}/draw_forecast_attention.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_forecast_attention"),
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_forecast_attention.py --maps {input}"
        " --output {output.pdf} > {log} 2>&1"


rule draw_codes:
    input:
        codes=lambda wildcards: f"{network_of_study('codes')}/codes.nc",
        reconstructions=lambda wildcards: reconstructions("codes"),
    output:
        **figure_files(f"{FORECAST_FIGURES}/figure_a9"),
    log:
        f"{LOGS}/draw_codes.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_codes"),
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_codes.py --map {input.codes}"
        " --reconstructions {input.reconstructions} --output {output.pdf} > {log} 2>&1"


rule draw_unit_tokens:
    input:
        lambda wildcards: of_forecast_study("unit_tokens", "activation", "unit_tokens.nc"),
    output:
        **figure_files(f"{FORECAST_FIGURES}/figure_a10"),
    log:
        f"{LOGS}/draw_unit_tokens.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_unit_tokens"),
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_unit_tokens.py --maps {input}"
        " --output {output.pdf} > {log} 2>&1"


rule draw_calibration:
    input:
        lambda wildcards: of_forecast_study("distributions", "response", "evaluation.nc"),
    output:
        **figure_files(f"{FORECAST_FIGURES}/calibration"),
    log:
        f"{LOGS}/draw_calibration.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_calibration"),
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_calibration.py --evaluations {input}"
        " --output {output.pdf} > {log} 2>&1"
