# MtM: a search for the settings at which the network adds most over the simple references.


use rule train_network as train_variant with:
    output:
        weights=f"{VARIANT}/weights.safetensors",
        history=f"{VARIANT}/history.nc",
    log:
        f"{LOGS}/train_variant/{VARIANT_LOG}",
    benchmark:
        f"{LOGS}/train_variant/{VARIANT_LOG}".replace(".log", ".tsv")
    resources:
        gpu=1,
        mem_mb=16000,
        runtime=720,
        progress_file=lambda wildcards: VARIANT_STATE.format(**wildcards),
    params:
        settings=settings_of_variant,
        state=VARIANT_STATE,
    message:
        "Training the variant {wildcards.variant} ({wildcards.scheme}, seed {wildcards.seed}) on {wildcards.session}; progress: {log}"


use rule evaluate_network as evaluate_variant with:
    input:
        session=MTM_SESSION,
        weights=f"{VARIANT}/weights.safetensors",
    output:
        f"{VARIANT}/evaluation.nc",
    log:
        f"{LOGS}/evaluate_variant/{VARIANT_LOG}",
    message:
        "Scoring the variant {wildcards.variant} (seed {wildcards.seed}) on {wildcards.session}"


use rule evaluate_variant as validate_variant with:
    output:
        f"{VARIANT}/validation.nc",
    log:
        f"{LOGS}/validate_variant/{VARIANT_LOG}",
    params:
        part="validation",
    message:
        "Scoring the variant {wildcards.variant} (seed {wildcards.seed}) on validation trials of {wildcards.session}"


use rule evaluate_reference as validate_reference with:
    output:
        VALIDATED_REFERENCE,
    log:
        f"{LOGS}/validate_reference/{{session}}/{{reference}}.log",
    params:
        part="validation",
    message:
        "Scoring the reference {wildcards.reference} on validation trials of {wildcards.session}"


rule score_search:
    input:
        scores_of_search,
    output:
        **table_files(f"{TABLES}/search"),
    log:
        f"{LOGS}/score_search.log",
    conda:
        ENVIRONMENT
    params:
        code=code("score_search"),
        settings=lambda wildcards: search().model_dump_json(exclude_none=True),
        variants=lambda wildcards: each_as_option("--variant", scores_of_variants()),
        references=lambda wildcards: each_as_option("--reference", scores_of_references()),
    message:
        "Writing {output.markdown}"
    shell:
        "python workflow_scripts/score_search.py --settings {params.settings:q}"
        " {params.variants} {params.references}"
        " --csv {output.csv} --markdown {output.markdown} > {log} 2>&1"


rule draw_search:
    input:
        f"{TABLES}/search.csv",
    output:
        **figure_files(f"{FIGURES}/search"),
    log:
        f"{LOGS}/draw_search.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_search"),
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_search.py --table {input} --output {output.pdf} > {log} 2>&1"
