"""The command `neurodag`, and how its subcommands learn which workflow they are about."""
