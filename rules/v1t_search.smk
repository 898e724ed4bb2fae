# V1T: a search for hyperparameters, whose workers share the trials.


rule search_worker:
    input:
        animals_of_search,
    output:
        SEARCH_WORKER,
    log:
        f"{LOGS}/search_worker/{{worker}}.log",
    benchmark:
        f"{LOGS}/search_worker/{{worker}}.tsv"
    wildcard_constraints:
        worker="[0-9]+",
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=32000,
        runtime=2880,
        progress_file=SEARCH_STATE,
    params:
        code=code("search_worker"),
        settings=settings_of_search,
        state=SEARCH_STATE,
        gray=gray_of_search,
    message:
        "Searching for hyperparameters, worker {wildcards.worker}; progress: {log}"
    shell:
        "python workflow_scripts/search_worker.py"
        " --sessions {input} --worker {wildcards.worker} {params.gray}"
        " --settings {params.settings:q} --state {params.state} --code {params.code}"
        " --output {output} > {log} 2>&1"


rule vision_search_table:
    input:
        trials=trials_of_search,
        published="published/v1t_table_a2.csv",
    output:
        **table_files(f"{V1T_TABLES}/search"),
        overlay=f"{VISION_SEARCH}/search.yaml",
    log:
        f"{LOGS}/vision_search_table.log",
    conda:
        ENVIRONMENT
    params:
        code=code("vision_search_table"),
        settings=lambda wildcards: vision_search().model_dump_json(),
    message:
        "Writing {output.overlay}, the best of the search"
    shell:
        "python workflow_scripts/vision_search_table.py --trials {input.trials}"
        " --settings {params.settings:q} --published {input.published}"
        " --csv {output.csv} --markdown {output.markdown} --overlay {output.overlay}"
        " > {log} 2>&1"


rule draw_vision_search:
    input:
        f"{V1T_TABLES}/search.csv",
    output:
        **figure_files(f"{V1T_FIGURES}/search"),
    log:
        f"{LOGS}/draw_vision_search.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_vision_search"),
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_vision_search.py --table {input}"
        " --output {output.pdf} > {log} 2>&1"
