# Read by every shell that Snakemake starts: jobs say that they are there, and wait for a file `go`.
python() {
    echo "$1" >> arrived
    until [[ -e go ]]; do sleep 0.05; done
    command python "$@"
}
