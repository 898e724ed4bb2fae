"""From the archives, as their owners publish them, to session files: one package an archive.

`<archive>.files` names the files of a session, `<archive>.read` makes the session of them.
"""
