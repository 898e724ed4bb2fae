"""Errors that speak to the user, in full sentences: what was wrong, and what would be right."""


class NeurodagError(ValueError):
    """Something the user gave is wrong; shown without a traceback."""


class ConfigError(NeurodagError):
    """The settings are wrong."""


class SessionError(NeurodagError):
    """A session file is broken, incomplete or of another kind than asked for."""


class ArchiveError(NeurodagError):
    """An archive is damaged, incomplete or laid out in another way than its owners publish it."""
