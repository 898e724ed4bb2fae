# The numbers of all tables in one file.


rule summarise_results:
    input:
        [f"{path[:-3]}.csv" for path in ALL_OUTPUTS if path.endswith(".md")],
    output:
        csv=f"{RESULTS}/summary.csv",
        netcdf=f"{RESULTS}/summary.nc",
    log:
        f"{LOGS}/summarise_results.log",
    conda:
        ENVIRONMENT
    params:
        code=code("summarise_results"),
    message:
        "Writing {output.csv}"
    shell:
        "python workflow_scripts/summarise_results.py --tables {input}"
        " --csv {output.csv} --netcdf {output.netcdf} > {log} 2>&1"
