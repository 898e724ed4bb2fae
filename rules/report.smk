# What came out, as one page.


rule report:
    input:
        PARTS,
        sessions_of_page(),
        histories(),
        PUBLISHED,
    output:
        PAGE,
    log:
        f"{LOGS}/report.log",
    conda:
        ENVIRONMENT
    params:
        **report_of(lambda wildcards, output: output[0]),
        code=code("report"),
    message:
        "Writing {output}"
    shell:
        WRITE_REPORT


rule report_so_far:
    log:
        f"{LOGS}/report_so_far.log",
    conda:
        ENVIRONMENT
    params:
        **report_of(PAGE_SO_FAR),
    message:
        "Writing {params.page} from what is there"
    shell:
        WRITE_REPORT


rule documentation_page:
    input:
        sessions=sessions_of_page(),
        tables=[path for path in PARTS if path.endswith(".md")],
        figures=[path for path in PARTS if path.endswith(".png")],
    output:
        f"docs/results-{Path(RESULTS).name}.md",
    log:
        f"{LOGS}/documentation_page.log",
    conda:
        ENVIRONMENT
    params:
        code=code("documentation_page"),
        settings=settings_of_page(),
    message:
        "Writing {output}"
    shell:
        "python workflow_scripts/documentation_page.py --settings {params.settings:q}"
        " --sessions {input.sessions} --tables {input.tables} --figures {input.figures}"
        " --output {output} > {log} 2>&1"
