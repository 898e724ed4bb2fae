"""What people read for the names that files carry, in the order in which they read them."""

PAPERS = {"mtm": "MtM", "v1t": "V1T", "quantformer": "QuantFormer"}
TASKS = {
    "co_smoothing": "Co-smoothing",
    "forward_prediction": "Forward prediction",
    "intra_region": "Intra-region",
    "inter_region": "Inter-region",
}
BEHAVIORS = {
    "choice": "Choice",
    "whisker_motion_energy": "Whisker motion energy",
}
METRICS = TASKS | BEHAVIORS
METRIC_UNITS = dict.fromkeys(TASKS, "bits per spike") | {
    "choice": "accuracy",
    "whisker_motion_energy": "R²",
}
SCHEMES = {
    "temporal": "Temporal (Baseline)",
    "random_token": "Random Token (Baseline)",
    "neuron": "Neuron",
    "causal": "Causal",
    "intra_region": "Intra-Region",
    "inter_region": "Inter-Region",
    "mtm_unprompted": "MtM (Not Prompted)",
    "mtm_prompted": "MtM (Prompted)",
}
REFERENCES = {
    "psth": "Trial-average PSTH",
    "linear": "Linear Poisson",
    "truth": "True rates",
    "chance": "Majority class",
}
ROWS = SCHEMES | REFERENCES
MODELS = {
    "ndt1": "NDT1",
    "ndt1_stitch": "NDT1-stitch",
    "ndt2": "NDT2",
}
TRAININGS = {
    "single_session": "Single-session",
    "multi_session": "Multi-session",
}
STATISTICS = {
    "mean": "Mean over units",
    "median": "Median over units",
    "spike_weighted_mean": "Mean over units, weighted by spikes",
}
