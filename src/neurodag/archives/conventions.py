"""CF-like attributes of a session's variables, from the words of the schema."""

import xarray as xr

from neurodag.sessions.schema import MODALITIES


def describe_variables(session: xr.Dataset) -> xr.Dataset:
    """The session, its variables with `long_name` and `units`; those that they have stay."""
    declared = MODALITIES[session.attrs["modality"]].variables
    for name in declared.keys() & session.variables.keys():
        words = {"long_name": declared[name].meaning, "units": declared[name].units}
        filled = {key: word for key, word in words.items() if word}
        session[name].attrs = filled | session[name].attrs
    return session
