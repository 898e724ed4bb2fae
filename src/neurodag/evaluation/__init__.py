"""A trained model or a reference and a session in, one evaluation dataset out."""
