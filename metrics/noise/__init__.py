"""Telling change from noise: closed forms on whole matrices, with NumPy and SciPy alone.

Here: estimating (``fit``, ``spread``), comparing two figures (``pairs``, ``poisson``), trends
(``trend``), limits (``limits``), and control of false discoveries (``discovery``). Not here:
frames and words of an edition (``metrics.change``, ``metrics.signals``).
"""
