# One page with what came out.


rule results_page:
    input:
        sessions=sessions_of_page(),
        tables=[path for path in ALL_OUTPUTS if path.endswith(".md")],
        figures=[f"{path[:-4]}.png" for path in ALL_OUTPUTS if "/figures/" in path],
    output:
        PAGE,
    log:
        f"{LOGS}/results_page.log",
    conda:
        ENVIRONMENT
    params:
        code=code("results_page"),
        settings=settings_of_page(),
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
