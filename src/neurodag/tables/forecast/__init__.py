"""Tables of predicted activity and forecast responses, with the QuantFormer paper's numbers."""
