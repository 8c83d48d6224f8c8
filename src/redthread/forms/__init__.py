"""Versioned, branching, repeating, multilingual questionnaires: one engine for requests and intake.

Main words: *definition* (a questionnaire as data, with the semantics of a FHIR Questionnaire), *answers*
(what a person filled in, JSON that belongs to one version of a definition) and *step* (what one page shows).
"""
