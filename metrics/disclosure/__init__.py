"""Statistical disclosure control: nothing hidden can be worked out from what is shown.

The door: ``protect`` decides for a whole publication at once, and raises ``NotProtected`` rather
than show anything it cannot vouch for. The attacker (``metrics.attack``) shares nothing with it.
"""

from metrics.disclosure.problem import NotProtected
from metrics.disclosure.protect import Protected, protect

__all__ = ["NotProtected", "Protected", "protect"]
