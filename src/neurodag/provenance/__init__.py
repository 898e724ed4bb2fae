"""What made a result: fingerprints of the code that a rule's script uses.

`modules` reads a module without importing it, `fingerprint` follows a script's imports. Only the
standard library is needed, since every reading of the Snakefile takes fingerprints.
"""
