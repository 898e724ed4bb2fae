"""The public archive of the International Brain Laboratory: ALF folders as ONE lays them out.

`folders` finds the folder of a session, `datasets` its files and their revisions, `arrays` opens
them; `trials`, `probes` (with `regions`), `counts` and `traces` each read one kind of data, and
`read` makes the session of them. `download` fetches the files of a session from the public server.
"""
