# From recordings to the models, tables and figures of the papers.
#
#   snakemake --profile demo                          all of it small, on simulated recordings
#   snakemake --profile real --config data=FOLDER     on your own session files
#   snakemake mtm                                     everything of one paper
#   snakemake report                                  everything, and a page that shows it
#   snakemake report_so_far                           such a page of what there is now
#   snakemake twins                                   the sessions of all simulated datasets
#   snakemake results/…                               a single output, and what it needs

from snakemake.utils import min_version

min_version("9.0")


configfile: "config.yaml"


include: "rules/common.smk"
include: "rules/datasets.smk"
include: "rules/archives.smk"
include: "rules/sessions.smk"
include: "rules/mtm_studies.smk"
include: "rules/mtm_many_studies.smk"
include: "rules/mtm_search_studies.smk"
include: "rules/mtm.smk"
include: "rules/mtm_many.smk"
include: "rules/mtm_search.smk"
include: "rules/v1t_studies.smk"
include: "rules/v1t_search_studies.smk"
include: "rules/v1t.smk"
include: "rules/v1t_maps.smk"
include: "rules/v1t_search.smk"
include: "rules/quantformer_studies.smk"
include: "rules/quantformer.smk"
include: "rules/quantformer_maps.smk"
include: "rules/report_parts.smk"
include: "rules/report.smk"
include: "rules/summary.smk"


localrules:
    all,
    twins,
    mtm,
    v1t,
    quantformer,
    report_so_far,


rule all:
    default_target: True
    input:
        rules.twins.input,
        rules.mtm.input,
        rules.v1t.input,
        rules.quantformer.input,
        rules.report.output,
        rules.summarise_results.output,


report: "rules/captions/workflow.rst"


onsuccess:
    if not workflow.dryrun and Path(PAGE).exists():
        print(f"\nDone. Where to look: {PAGE}")


onerror:
    print(
        f"\nNot all is done. `snakemake report_so_far`, with the same options, writes {PAGE_SO_FAR}: "
        "what there is, what failed, and why."
    )
