"""`python -m neurodag.config`: check settings, generate their schema and documentation."""

import argparse
import sys
from pathlib import Path

from neurodag.config.load import read_config
from neurodag.config.reference import with_tables
from neurodag.config.schema import schema_text
from neurodag.errors import NeurodagError


def check(arguments: argparse.Namespace) -> None:
    config = read_config(arguments.files)
    studies = [name for name, study in config.mtm.studies if study]
    print(
        f"{' + '.join(map(str, arguments.files))}: the settings are right. "
        f"MtM on the dataset {config.mtm.dataset}, studies: {', '.join(studies) or 'none'}."
    )


def write_schema(arguments: argparse.Namespace) -> None:
    if arguments.output:
        arguments.output.write_text(schema_text(), encoding="utf-8")
    else:
        sys.stdout.write(schema_text())


def write_docs(arguments: argparse.Namespace) -> None:
    page = arguments.page.read_text(encoding="utf-8")
    arguments.page.write_text(with_tables(page), encoding="utf-8")


def parse(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m neurodag.config", description=__doc__)
    commands = parser.add_subparsers(required=True)

    command = commands.add_parser("check", help="say what is wrong with settings, a problem a line")
    command.add_argument("files", nargs="+", type=Path, help="config.yaml and overlays, in order")
    command.set_defaults(run=check)

    command = commands.add_parser("schema", help="write the JSON schema")
    command.add_argument("--output", type=Path, help="file to write; without it, the terminal")
    command.set_defaults(run=write_schema)

    command = commands.add_parser("docs", help="renew the tables of keys in the documentation")
    command.add_argument("page", nargs="?", type=Path, default=Path("docs/configuration.md"))
    command.set_defaults(run=write_docs)
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    arguments = parse(words)
    try:
        arguments.run(arguments)
    except NeurodagError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
