"""Files of Neurodata Without Borders, version 2, from any laboratory.

NWB fixes where things lie in a file, but not what a laboratory calls them: the settings name the
columns, tables and series to take. A session is the file `<session id>.nwb`, anywhere below the
archive's folder. Reading needs pynwb, an extra of this package.
"""
