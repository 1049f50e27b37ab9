"""Figures from any table: how its cells are read, what its names mean, and the rows of the workbook that it makes."""

from joinedup.exchange.mapping.figures.translation import FIGURES_KIND

__all__ = ["FIGURES_KIND"]
