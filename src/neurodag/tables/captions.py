"""What each table begins with, by paper and file name."""

MTM = {
    "table1": "Neural activity reconstruction of single-session NDT1 by masking scheme (Table 1).",
    "table2": "NDT1-stitch, trained on each held-out session alone, or pretrained on others and "
    "fine-tuned on it (Table 2).",
    "table3": "Activity reconstruction and behaviour decoding of single-session NDT1 (Table 3).",
    "table4": "Activity reconstruction and behaviour decoding of single-session NDT2 (Table 4).",
    "table5": "NDT2, trained on each held-out session alone, or pretrained on others and "
    "fine-tuned on it (Table 5).",
    "table6": "Behaviour decoding of fine-tuned NDT1-stitch by the prompt at inference (Table 6).",
    "table7": "Neural activity reconstruction of NDT1 by mask ratio (Table 7).",
    "search": "What variants of the network add over the best simple reference (a search for "
    "settings).",
}
V1T = {
    "table1": "Predicted and recorded responses by dataset (Table 1).",
    "table2": "Absolute correlation between the centre of mass of attention maps and the pupil's "
    "centre over test trials (Table 2).",
    "table_a3": "Single-trial correlation by animal (as Table A.3, of Dataset S).",
    "table_a4": "Single-trial correlation by animal (as Table A.4, of Dataset F).",
    "table_a5": "Correlation to average and FEVE by dataset (Table A.5).",
    "table_a6": "Readouts of an animal on a core that was trained on the others (Table A.6).",
    "table_a7": "Readouts on a core that was trained on another dataset (Table A.7).",
    "receptive_fields": "Gaussians fitted to artificial receptive fields (numbers of Figure 2B).",
    "reliability": "How reliable the responses of each session's test trials are, whatever "
    "predicts them.",
    "search": "Search for hyperparameters (Table A.2).",
}
QUANTFORMER = {
    "table1": "Predicted activity of units (Table 1).",
    "table2": "Forecast responses of units (Table 2).",
    "table3": "What unit tokens and pre-training add (Table 3).",
    "table4": "Subjects and stimuli that pre-training has not seen (Table 4).",
    "table_a2": "Forecast responses by number of codes and width (Table A-2).",
    "table_a3": "Predicted activity by number of codes and width (Table A-3).",
    "table_a4": "Forecast responses of units, signals as they are (Table A-4).",
    "distributions": "What forecast distributions tell beyond their most likely course.",
}
CAPTIONS = {"mtm": MTM, "v1t": V1T, "quantformer": QUANTFORMER}
