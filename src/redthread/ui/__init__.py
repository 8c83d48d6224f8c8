"""The look of every door: tokens, components and pictograms, with no word of the domain in them.

Three words: a *component* is a Jinja macro in ``templates/ui``; a *pictogram* is a symbol of
``static/ui/icons.svg``; the *thread* is the one line that shows where a thing stands.
"""
