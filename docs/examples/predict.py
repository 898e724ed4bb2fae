"""What a trained network of MtM predicts of a session: python predict.py WEIGHTS SESSION"""

import sys

import xarray as xr

from neurodag.evaluation.predict import predict_rates
from neurodag.sessions import open_session, trials_of

weights, file = sys.argv[1:]
session = open_session(file, "spikes")
predicted = predict_rates(weights, session).sel(task="co_smoothing", drop=True)  # in Hz
counts = session["spike_count"].isel(trial=trials_of(session, "test"))
recorded = counts / session.attrs["bin_width_s"]
same = xr.corr(predicted.mean("trial"), recorded.mean("trial"), "time")
columns = {"predicted": predicted, "recorded": recorded, "correlation": same}
print(xr.Dataset(columns).mean(["trial", "time"]).to_dataframe().round(2))
