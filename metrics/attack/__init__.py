"""The attacker: reads only what would be published, and must fail.

The door: ``attack`` over the frames of an edition or ``attack_folder`` over an exported folder. It
shares nothing with the protector: it rebuilds the equations from the published code lists and
relations, row by row, and looks for fixed cells by least squares instead of factorisation.
"""

from metrics.attack.findings import Finding, attack, attack_folder

__all__ = ["Finding", "attack", "attack_folder"]
