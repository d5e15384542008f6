"""The worked tables: the method, step by step, in tables that a reader can follow by hand.

The door: ``chapters`` reads them, ``method`` writes them down. They stand once, as data, and are
the documentation, the page and the tests of the method.
"""

from metrics.worked.tables import Cell, Chapter, Row, Table, chapters, tables
from metrics.worked.writing import RULES, interval, method, rule, text

__all__ = [
    "RULES", "Cell", "Chapter", "Row", "Table", "chapters", "interval", "method", "rule", "tables",
    "text",
]
