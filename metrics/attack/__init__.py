"""The attacker: reads only what would be published, and must fail.

The door: ``attack`` over the frames of an edition, with every earlier one; ``read_folder`` for
exported files. It shares nothing with the protector: it rebuilds the equations from the published
code lists, tables and relations, finds fixed cells by least squares instead of factorisation, and
writes its own linear programs.
"""

from metrics.attack.folder import NoPublication, read_folder
from metrics.attack.report import AttackFailed, Finding, Report
from metrics.attack.whole import Gate, attack

__all__ = [
    "AttackFailed", "Finding", "Gate", "NoPublication", "Report", "attack", "read_folder",
]
