# One page with what came out.


rule results_page:
    input:
        sessions=expand(
            MTM_SESSION, session=sorted({id for _, ids in STUDIES.values() for id in ids})
        ),
        tables=[path for path in mtm_outputs() if path.endswith(".md")],
        figures=[f"{path[:-4]}.png" for path in mtm_outputs() if path.startswith(FIGURES)],
    output:
        PAGE,
    log:
        f"{LOGS}/results_page.log",
    conda:
        ENVIRONMENT
    params:
        code=code("results_page"),
        settings=Run(model=MTM.model, masking=MTM.masking, training=MTM.training).model_dump_json(),
    message:
        "Writing {output}"
    shell:
        "python workflow_scripts/results_page.py --settings {params.settings:q}"
        " --sessions {input.sessions} --tables {input.tables} --figures {input.figures}"
        " --output {output} > {log} 2>&1"


use rule results_page as documentation_page with:
    output:
        f"docs/results-{Path(RESULTS).name}.md",
    log:
        f"{LOGS}/documentation_page.log",
