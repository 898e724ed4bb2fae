"""Each fault of a session is refused with a sentence that names it and says how to mend it."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from neurodag.errors import SessionError
from neurodag.sessions import add_split, validate
from neurodag.sessions.schema import COMMON_ATTRIBUTES, MODALITIES
from tests.factories import calcium_session, images_session, spikes_session

FACTORIES = {"spikes": spikes_session, "calcium": calcium_session, "images": images_session}


def put(session: xr.Dataset, name: str, index, value, dtype=None) -> xr.Dataset:
    """`session` with one value of a variable changed."""
    values = session[name].values.astype(dtype or session[name].dtype)
    values[index] = value
    return session.assign({name: (session[name].dims, values)})


def attribute(session: xr.Dataset, **changed) -> xr.Dataset:
    return session.assign_attrs(changed)


def set_variable(session: xr.Dataset, name: str, dims, values) -> xr.Dataset:
    return session.assign({name: (dims, np.asarray(values))})


S, C, I = spikes_session, calcium_session, images_session  # noqa: E741

FAULTS = {
    "modality missing": (lambda: S().drop_attrs(), "modality is missing"),
    "modality misspelled": (
        lambda: attribute(S(), modality="spike"),
        "modality is 'spike'.*did you mean 'spikes'.*spikes, calcium, images",
    ),
    "modality a number": (lambda: attribute(S(), modality=1), "modality is 1"),
    "attribute empty": (lambda: attribute(S(), species=" "), "species is ' '.*'unknown'"),
    "attribute a number": (lambda: attribute(S(), subject=7), "subject is 7, but must be text"),
    "bin width text": (lambda: attribute(S(), bin_width_s="20 ms"), "bin_width_s is '20 ms'"),
    "bin width NaN": (lambda: attribute(S(), bin_width_s=np.nan), "bin_width_s.*positive"),
    "frame rate zero": (lambda: attribute(C(), frame_rate_hz=0.0), "frame_rate_hz.*positive"),
    "name misspelled": (
        lambda: S().rename(spike_count="spike_counts"),
        r"spike_count \(trial, time, unit\) is missing \(did you mean 'spike_counts'\?\)",
    ),
    "times missing": (
        lambda: S().drop_vars("time"),
        "time.*is missing.*must have it: bin centre from the alignment event, in s",
    ),
    "dimensions swapped": (
        lambda: S().transpose("unit", "time", "trial"),
        r"spike_count has the dimensions \(unit, time, trial\).*\(trial, time, unit\)",
    ),
    "dimension of its own": (
        lambda: set_variable(S(), "contrast", ("trials",), np.zeros(10)),
        "contrast has the dimension trials.*did you mean 'trial'",
    ),
    "no units": (lambda: S().isel(unit=slice(0)), "unit has the size 0"),
    "no trials": (lambda: I().isel(trial=slice(0)), "trial has the size 0"),
    "no presentations": (lambda: C().isel(presentation=slice(0)), "presentation has the size 0"),
    "negative count": (
        lambda: put(S(), "spike_count", (3, 1, 2), -4, "int16"),
        "spike_count has the value -4 at trial 3, time 1, unit 2",
    ),
    "NaN count": (
        lambda: put(S(), "spike_count", (9, 4, 4), np.nan, "float32"),
        "spike_count has the value nan at trial 9, time 4, unit 4.*whole numbers",
    ),
    "half a count": (
        lambda: put(S(), "spike_count", (0, 0, 0), 0.5, "float32"),
        "spike_count has the value 0.5 at trial 0, time 0, unit 0",
    ),
    "counts as floats": (
        lambda: S().assign(spike_count=S()["spike_count"].astype(float)),
        "spike_count is stored as float64.*astype",
    ),
    "unit twice": (lambda: put(S(), "unit", 3, 1), "unit has the value 1 at unit 3.*unique"),
    "unit without id": (
        lambda: S().assign_coords(unit=["a", "b", "", "d", "e"]),
        "unit has the value  at unit 2.*empty",
    ),
    "unit ids of no kind": (lambda: put(S(), "unit", 0, 0.5, float), "unit is stored as float64"),
    "region empty": (lambda: put(S(), "region", 4, ""), "region has the value  at unit 4.*empty"),
    "region missing": (
        lambda: put(S(), "region", 2, np.nan, object),
        "region has the value nan at unit 2.*text",
    ),
    "region a number": (
        lambda: S().assign_coords(region=("unit", np.arange(5))),
        "region is stored as int64.*text",
    ),
    "time backward": (
        lambda: S().isel(time=[0, 2, 1, 3, 4]),
        "time has the value 0.03 at time 2.*increase",
    ),
    "time NaN": (lambda: put(S(), "time", 1, np.nan), "time has the value nan at time 1"),
    "bin left out": (
        lambda: S().isel(time=[0, 1, 3, 4]),
        "time has the value 0.07 at time 2.*0.02",
    ),
    "time in milliseconds": (
        lambda: S().assign_coords(time=S()["time"] * 1000),
        "time has the value 30.* at time 1.*bin_width_s = 0.02",
    ),
    "choice of another code": (
        lambda: put(S(), "choice", 5, 2),
        "choice has the value 2 at trial 5.*-1, 0, 1",
    ),
    "choice NaN": (
        lambda: put(S(), "choice", 5, np.nan, float),
        "choice has the value nan at trial 5",
    ),
    "decodable of another code": (
        lambda: set_variable(S(), "decodable", "trial", np.full(10, 3)),
        "decodable has the value 3 at trial 0.*0, 1",
    ),
    "trace without trials": (
        lambda: S().assign(wheel_speed=S()["wheel_speed"].isel(trial=0)),
        r"wheel_speed has the dimensions \(time\)",
    ),
    "trace infinite": (
        lambda: put(S(), "wheel_speed", (2, 3), np.inf),
        "wheel_speed has the value inf at trial 2, time 3",
    ),
    "trace NaN": (
        lambda: put(S(), "wheel_speed", (2, 3), np.nan),
        "wheel_speed has the value nan at trial 2, time 3.*decodable = 0",
    ),
    "trace of text": (
        lambda: S().assign(wheel_speed=S()["wheel_speed"].astype(str)),
        "wheel_speed is stored as .*numbers",
    ),
    "split of another code": (
        lambda: set_variable(S(), "split", "trial", np.full(10, 3)),
        "split has the value 3 at trial 0.*0, 1, 2",
    ),
    "fluorescence NaN": (
        lambda: put(C(), "fluorescence", (7, 2), np.nan),
        "fluorescence has the value nan at frame 7, unit 2",
    ),
    "onset before the recording": (
        lambda: put(C(), "onset_frame", 0, -1),
        "onset_frame has the value -1 at presentation 0.*0 to 519",
    ),
    "onset after the recording": (
        lambda: put(C(), "onset_frame", 11, 520),
        "onset_frame has the value 520 at presentation 11.*0 to 519",
    ),
    "onsets unsorted": (
        lambda: C().isel(presentation=[1, 0, *range(2, 12)]),
        "onset_frame has the value 20 at presentation 1.*sortby",
    ),
    "epoch on two sides": (
        lambda: set_variable(C(), "split", "presentation", [0] * 6 + [2] * 6),
        "split has the value 2 at presentation 6.*wherever epoch",
    ),
    "image index too high": (
        lambda: put(I(), "image_index", 4, 20),
        "image_index has the value 20 at trial 4.*0 to 19",
    ),
    "response NaN": (
        lambda: put(I(), "response", (4, 1), np.nan),
        "response has the value nan at trial 4, unit 1",
    ),
    "response infinite": (
        lambda: put(I(), "response", (4, 1), -np.inf),
        "response has the value -inf at trial 4, unit 1",
    ),
    "image NaN": (
        lambda: put(I(), "image", (1, 0, 2, 3), np.nan, "float32"),
        "image has the value nan at image 1, channel 0, y 2, x 3",
    ),
    "tier unknown": (
        lambda: set_variable(I(), "tier", "trial", ["final_test"] * 40),
        "tier has the value final_test at trial 0.*train, validation, test",
    ),
    "image on two sides": (
        lambda: set_variable(I(images=1), "tier", "trial", ["train", "test"]),
        "tier has the value test at trial 1.*wherever image_index",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named(fault):
    make, message = FAULTS[fault]
    with pytest.raises(SessionError, match=f"^mine.nc: .*{message}") as raised:
        validate(make(), "mine.nc")
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize("modality", FACTORIES)
def test_small_sessions_are_valid(modality):
    validate(FACTORIES[modality](), "factory")


@pytest.mark.parametrize(
    ("modality", "name"),
    [
        (modality.name, name)
        for modality in MODALITIES.values()
        for name, variable in modality.variables.items()
        if variable.required
    ],
)
def test_each_required_variable_is_missed(modality, name):
    with pytest.raises(SessionError, match=f"the variable {name} .* is missing"):
        validate(FACTORIES[modality]().drop_vars(name), "mine.nc")


@pytest.mark.parametrize(
    ("modality", "name"),
    [
        (modality.name, name)
        for modality in MODALITIES.values()
        for name in ("modality", *COMMON_ATTRIBUTES, *modality.texts, *modality.numbers)
    ],
)
def test_each_attribute_is_missed(modality, name):
    session = FACTORIES[modality]()
    del session.attrs[name]
    with pytest.raises(SessionError, match=f"the attribute {name} is missing"):
        validate(session, "mine.nc")


def test_a_gap_in_a_trace_is_allowed_where_the_trial_is_not_decodable():
    session = put(spikes_session(), "wheel_speed", (2, 3), np.nan)
    decodable = np.arange(10) != 2
    validate(set_variable(session, "decodable", "trial", decodable), "a")
    with pytest.raises(SessionError, match="wheel_speed has the value inf"):
        validate(
            put(session.assign(decodable=("trial", decodable)), "wheel_speed", (2, 3), np.inf), "a"
        )


def test_variables_of_ones_own_are_welcome_on_known_dimensions():
    validate(set_variable(spikes_session(), "contrast_left", "trial", np.full(10, np.nan)), "a")


def test_times_in_single_precision_are_fine():
    session = spikes_session(bins=200)
    validate(session.assign_coords(time=session["time"].astype("float32")), "a")


VALUES = st.one_of(
    st.integers(-(2**31), 2**31),
    st.floats(),
    st.text(max_size=3),
    st.booleans(),
    st.none(),
    st.binary(max_size=2),
)


@given(data=st.data())
def test_a_session_that_was_tampered_with_is_valid_or_refused(data):
    """Whatever is dropped, renamed or overwritten, nothing but SessionError comes out."""
    make = data.draw(st.sampled_from(list(FACTORIES.values())))
    session = add_split(make(), seed=1)
    name = data.draw(st.sampled_from(sorted(map(str, session.variables))))
    change = data.draw(st.sampled_from(["drop", "rename", "value", "dtype", "slice", "attribute"]))
    if change == "drop":
        session = session.drop_vars(name)
    elif change == "rename":
        session = session.rename_vars({name: "other"})
    elif change == "value":
        value = data.draw(VALUES)
        session = session.assign({name: (session[name].dims, _replaced(session[name], value))})
    elif change == "dtype":
        dtype = data.draw(
            st.sampled_from(["float32", "int64", "bool", "complex64", "str", "object"])
        )
        try:
            values = session[name].values.astype(dtype)
        except ValueError:  # words do not become numbers
            return
        session = session.assign({name: (session[name].dims, values)})
    elif change == "slice":
        dim = data.draw(st.sampled_from(sorted(map(str, session.dims))))
        session = session.isel({dim: slice(data.draw(st.integers(0, 3)))})
    else:
        key = data.draw(st.sampled_from(sorted(session.attrs)))
        session = session.assign_attrs({key: data.draw(VALUES)})
    try:
        validate(session, "mine.nc")
    except SessionError as problem:
        assert str(problem).startswith("mine.nc: ")  # noqa: PT017 (it may also be valid)


def _replaced(array: xr.DataArray, value) -> np.ndarray:
    """The values of `array`, one of them `value`, in the type that numpy finds for both."""
    values = array.values.astype(object)
    values[(0,) * values.ndim] = value
    return np.array(values.tolist(), dtype=None if isinstance(value, int | float) else object)
