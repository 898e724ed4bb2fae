"""What stands below each figure, by paper and file name."""

POINTS = "A point is a session, the mean over units and seeds."
INTERVALS = "Bars are 95 % bootstrap intervals over sessions, where there are several, and units"
CURVES = (
    "Lines are means over held-out sessions, dotted from networks without pretraining. "
    + INTERVALS
    + "; faint dots are single runs, where there are several."
)

CAPTIONS = {
    "mtm": {
        "figure2ab": "Trial-averaged rates of one region, recorded, and predicted from the other "
        "regions (a) and from the region itself (b). Units are in the order of their recorded "
        "peaks; dashed: the event that trials are aligned to.",
        "figure2c": "Scores of prompted MtM against those of the temporal baseline. " + POINTS,
        "figure3": "Scores of NDT1-stitch, pretrained on many sessions, with prompted MtM against "
        "those with temporal masking. " + POINTS,
        "figure4": "Scores of NDT1-stitch against the number of pretraining sessions. " + CURVES,
        "figure5": "Behaviour decoded from the rates of one region at a time, by NDT1-stitch: "
        "choice (a) and whisker motion energy (b), a column for each session. A point is a region, "
        "the mean over seeds; dashed: the accuracy of always guessing the more frequent choice.",
        "figure6": "Scores of NDT2 with prompted MtM against those with random-token masking. "
        + POINTS,
        "figure7": "Scores of prompted MtM against those of the temporal baseline, in bits per "
        "spike (a), R² of the trial average (b) and R² of single trials (c). A point is a unit, "
        "coloured by its mean rate; crosses lie outside of the axes.",
        "figure8": "Scores of NDT2, pretrained on many sessions, with prompted MtM against those "
        "with random-token masking. " + POINTS,
        "figure9": "Scores of NDT2 against the number of pretraining sessions. " + CURVES,
        "search": "What each variant of the network adds over the best simple reference; the one "
        "in bold was chosen on validation trials. " + INTERVALS + "; faint dots are sessions.",
        "table7": "Scores against the mask ratio. " + INTERVALS + "; thin dashed lines are the "
        "paper's numbers.",
    },
    "v1t": {
        "figure2ab": "Artificial receptive fields of the same units in two networks, with the "
        "1-s.d. ellipse of the fitted Gaussian (a), widths of all fits that count, and their mean "
        "± s.d. over units (b), and density of their centres over the image (c).",
        "figure_a1": "Single-trial correlation against training trials of each session; points and "
        "bars: mean ± s.d. over seeds; faint dots: seeds; stars: two-sided t-test between both "
        "networks (* 0.05, ** 0.01, *** 0.001, **** 0.0001).",
        "figure_a3": "Outputs of the behaviour module of each block in validation trials; dots and "
        "bars: mean ± s.d. over trials and outputs.",
        "figure_a4": "Attention rollout from 0 to 1 in each trial, over the picture seen, in "
        "validation trials and in test trials of one picture; below each, the behaviour as "
        "recorded.",
        "figure_a5": "Single-trial correlation of units in the thirds of test trials with the "
        "smallest and the largest pupils; violins: units, lines: median, dashed: quartiles; "
        "above, the relative gain of the mean with a 95 % bootstrap interval over units.",
        "figure_a6": "Units at their place in the cortex (a), coloured by where they read the "
        "image (b); the percentages are variance of the place that a linear map explains.",
        "search": "Validation correlation of every trial of the search for hyperparameters, in "
        "their order with the best complete one so far, and against each that was searched.",
    },
    "quantformer": {
        "calibration": "How often recorded values lie below a quantile of the forecast, against "
        "the quantile's level; lines: means over runs, bands: ± s.d. among them where there are "
        "several; on the diagonal, forecasts are calibrated.",
        "figure3": "Responses of single units to each stimulus, and what each method forecast from "
        "the frames before the onset, with the correlation r of the two; above, the subject and "
        "the unit; band: outermost quantiles of drawn forecasts.",
        "figure_a6a7": "Active test observations and what is left of them through codes (a), by a "
        "network that was pre-trained without balance (for Figure A-6, of Crossformer) "
        "and by QuantFormer (A-7); numbers: the code of each patch; R²: of all active test "
        "observations. (b) The share of patches with each code, over sessions.",
        "figure_a8": "Attention rollout from [CLS], by stimulus: share of each token (a), of "
        "prompts and all patches together (b), and active less inactive observations of the same "
        "unit (c). Dots: runs; dashes: their means; dotted: what all tokens alike would have.",
        "figure_a9": "Patterns of the codes at their places by t-SNE, on one scale (a) and each on "
        "its own (b). (c) Signals of one code all along but between the dashed lines; right, that "
        "patch among every code, and what explains the variance of all such patches.",
        "figure_a10": "Unit tokens by t-SNE, coloured by what units do (a) and by the median over "
        "units (b); Spearman correlation of a unit with those whose tokens are nearest (c): dots: "
        "runs; dashes: their means; grey: where 95 % of shuffled units are.",
        "forecasts": "Responses of single units to {stimulus} (as Figures A-2 to A-5), and what "
        "each method forecast, with the correlation r of the two; above, the subject and the unit; "
        "band: outermost quantiles of drawn forecasts.",
    },
}


def caption_of(paper: str, figure: str) -> str:
    """What stands below a figure, by the name of its file; it may end with that of a stimulus."""
    captions = CAPTIONS[paper]
    if figure in captions:
        return captions[figure]
    kind, _, stimulus = figure.partition("_")
    return captions[kind].format(stimulus=stimulus.replace("_", " "))
