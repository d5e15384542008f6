"""How the databases came to look as they do: one history for the store, one for the intake desk.

Here: ``store/`` and ``desk/`` with a file a step, ``env.py`` that runs either, and the triggers
that they set. A step that has been released is never edited; a new one is added after it.
"""
