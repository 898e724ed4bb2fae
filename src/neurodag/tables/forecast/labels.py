"""What people read for the names in tables of forecasts."""

ROWS = {
    "persistence": "Last frame",
    "mean": "Mean",
    "nlinear": "NLinear",
    "lstm": "LSTM",
    "autoformer": "Autoformer",
    "informer": "Informer",
    "brainlm": "BrainLM",
    "brainlm_fine_tuned": "BrainLM, fine-tuned",
    "crossformer": "Crossformer",
    "patchtst": "PatchTST",
    "poco": "POCO",
    "quantformer": "QuantFormer",
    "unbalanced": "QuantFormer without balance",
    "quantformer_prompt_tuned": "QuantFormer, prompts tuned",
    "baseline": "Baseline",
    "learnable_tokens": "+ unit token",
    "autoencoder": "+ pre-training, no quantizer",
    "quantization": "+ pre-training, quantizer",
    "subjects": "Subjects",
    "stimuli": "Stimuli",
}
SIZES = {"k": "K", "d": "d"}
"""Codes and width (Table A-2)."""
SIGNALS = {
    "normalised": "Signals are divided by the sum of their absolute differences (appendix III); "
    "one that is constant stays as it is.",
    "raw": "Signals are ΔF/F as it is (appendix III).",
}


def row_label(row: str) -> str:
    """What a row is called; `k_32` and `d_128` are sizes, rows of other names go by these."""
    size, _, number = row.partition("_")
    if size in SIZES and number.isdigit():
        return f"{SIZES[size]} = {number}"
    return ROWS.get(row, row)


def stimulus_label(stimulus: str) -> str:
    """What a stimulus is called."""
    return stimulus.replace("_", " ").capitalize()
