"""Re-expresses the ANSM interaction thesaurus (French) as coded facts of our own schema.

`python -m workstation.adapters.knowledge.ansm FOLDER` reads `thesaurus_2020-10.json.gz` and
`substances_2020-10.json.gz` from FOLDER and writes `ansm_2020_10.csv` and `ansm_classes.csv` into
`resources/knowledge`. No sentence is taken over.
"""
