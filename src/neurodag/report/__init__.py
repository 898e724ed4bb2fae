"""One HTML page that says what was run, what came out, how far that is from the papers, and why.

parts            tables and figures, and what lies behind each
behind           what a result was made from: scripts, code, settings
recordings       which recordings, of what size, simulated or not
training_runs    every training run: its state, curve, cost
jobs             how long jobs took, rule by rule, and which failed
differences      settings that are not those of the papers
distance         how many numbers of a paper were reproduced
versions         software that makes the page
words            settings and numbers as people read them
drawings         curves and intervals inside of its tables
page             all of it as one file
"""
