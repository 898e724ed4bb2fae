"""What made a result: fingerprints of the code that a rule's script uses.

    text of a module ──▶ definitions ──▶ what a script reaches ──▶ fingerprint
                         `modules`       `closure`                 `fingerprint`

`modules` reads a module without importing it: `essence` is its code without comments and
docstrings, `names` what a definition needs, `imports` what imported names stand for, and `effects`
what importing it does besides to define. `library` has all modules of the project and knows where
a name leads; `memory` keeps what was read for the next process. Only the standard library is
needed, since every reading of the Snakefile takes fingerprints.
"""
