"""What we keep: registers, contracts, deliveries, editions, words, policy and who may do what.

The first room: it imports none of the others. ``registers`` (who, where, when), ``contracts`` (what
a delivery holds), ``periods``, ``words``, ``policy`` and ``access`` stand on nothing but files;
``deliveries`` reads what comes in; ``vault``, ``desk`` and ``store`` keep it apart; ``editions``,
``tasks`` and ``audit`` are what the store holds.
"""
