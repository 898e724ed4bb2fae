# MtM, many sessions: pretraining, fine-tuning on held-out sessions, and what is made of them.


rule pretrain_network:
    input:
        pretraining_sessions,
    output:
        weights=f"{PRETRAINED}/weights.safetensors",
        history=f"{PRETRAINED}/history.nc",
    log:
        f"{LOGS}/pretrain_network/{PRETRAINED_LOG}",
    benchmark:
        f"{LOGS}/pretrain_network/{PRETRAINED_LOG}".replace(".log", ".tsv")
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=32000,
        runtime=2880,
        progress_file=lambda wildcards: PRETRAINED_STATE.format(**wildcards),
    params:
        code=code("pretrain_network"),
        settings=settings_of_pretraining,
        state=PRETRAINED_STATE,
    message:
        "Pretraining {wildcards.architecture} by {wildcards.scheme} (seed {wildcards.seed}) on {wildcards.number} session(s); progress: {log}"
    shell:
        "python workflow_scripts/pretrain_network.py"
        " --sessions {input} --scheme {wildcards.scheme} --seed {wildcards.seed}"
        " --settings {params.settings:q} --state {params.state} --code {params.code}"
        " --weights {output.weights} --history {output.history}"
        " --processes {resources.gpu} > {log} 2>&1"


rule finetune_network:
    input:
        session=MTM_SESSION,
        pretrained=f"{PRETRAINED}/weights.safetensors",
    output:
        weights=f"{FINETUNED}/weights.safetensors",
        history=f"{FINETUNED}/history.nc",
    log:
        f"{LOGS}/finetune_network/{FINETUNED_LOG}",
    benchmark:
        f"{LOGS}/finetune_network/{FINETUNED_LOG}".replace(".log", ".tsv")
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
        mem_mb=16000,
        runtime=720,
        progress_file=lambda wildcards: FINETUNED_STATE.format(**wildcards),
    params:
        code=code("finetune_network"),
        settings=settings_of_finetuning,
        state=FINETUNED_STATE,
    message:
        "Fine-tuning {wildcards.architecture} by {wildcards.scheme} (seed {wildcards.seed}, pretrained on {wildcards.number} session(s)) on {wildcards.session}; progress: {log}"
    shell:
        "python workflow_scripts/finetune_network.py"
        " --session {input.session} --pretrained {input.pretrained}"
        " --scheme {wildcards.scheme} --seed {wildcards.seed}"
        " --settings {params.settings:q} --state {params.state} --code {params.code}"
        " --weights {output.weights} --history {output.history}"
        " --processes {resources.gpu} > {log} 2>&1"


use rule evaluate_network as evaluate_finetuned with:
    input:
        session=MTM_SESSION,
        weights=f"{FINETUNED}/weights.safetensors",
    output:
        f"{FINETUNED}/evaluation.nc",
    log:
        f"{LOGS}/evaluate_finetuned/{FINETUNED_LOG}",
    message:
        "Scoring {wildcards.architecture}, {wildcards.scheme}, pretrained on {wildcards.number} session(s), on {wildcards.session}"


rule decode_regions:
    input:
        session=MTM_SESSION,
        weights=f"{FINETUNED}/weights.safetensors",
    output:
        f"{FINETUNED}/regions.nc",
    log:
        f"{LOGS}/decode_regions/{FINETUNED_LOG}",
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
    params:
        code=code("decode_regions"),
        settings=EVALUATION_OF_NETWORK,
        least_units=lambda wildcards: many_study(wildcards)[0].least_units,
    message:
        "Decoding behaviour from single regions of {wildcards.session} ({wildcards.scheme})"
    shell:
        "python workflow_scripts/decode_regions.py"
        " --session {input.session} --weights {input.weights}"
        " --settings {params.settings:q} --least-units {params.least_units}"
        " --output {output} > {log} 2>&1"


rule decode_prompts:
    input:
        session=MTM_SESSION,
        weights=f"{FINETUNED}/weights.safetensors",
    output:
        f"{FINETUNED}/prompts.nc",
    log:
        f"{LOGS}/decode_prompts/{FINETUNED_LOG}",
    conda:
        ENVIRONMENT
    resources:
        gpu=1,
    params:
        code=code("decode_prompts"),
        settings=EVALUATION_OF_NETWORK,
    message:
        "Decoding behaviour of {wildcards.session} with every prompt"
    shell:
        "python workflow_scripts/decode_prompts.py"
        " --session {input.session} --weights {input.weights}"
        " --settings {params.settings:q} --output {output} > {log} 2>&1"


rule draw_scaling:
    input:
        lambda wildcards: trained_alone(SCALING[wildcards.figure])
        + finetuned(SCALING[wildcards.figure], all_numbers=True),
    output:
        **figure_files(f"{FIGURES}/{{figure}}"),
    log:
        f"{LOGS}/draw_scaling/{{figure}}.log",
    wildcard_constraints:
        figure="|".join(SCALING),
    conda:
        ENVIRONMENT
    params:
        code=code("draw_scaling"),
        schemes=lambda wildcards: schemes_of_many(SCALING[wildcards.figure]),
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_scaling.py --evaluations {input}"
        " --schemes {params.schemes} --output {output.pdf} > {log} 2>&1"


rule draw_regions:
    input:
        lambda wildcards: finetuned("ndt1_stitch", "regions.nc"),
    output:
        **figure_files(f"{FIGURES}/figure5"),
    log:
        f"{LOGS}/draw_regions.log",
    conda:
        ENVIRONMENT
    params:
        code=code("draw_regions"),
        schemes=lambda wildcards: schemes_of_many("ndt1_stitch"),
    message:
        "Drawing {output.pdf}"
    shell:
        "python workflow_scripts/draw_regions.py --evaluations {input}"
        " --schemes {params.schemes} --output {output.pdf} > {log} 2>&1"
