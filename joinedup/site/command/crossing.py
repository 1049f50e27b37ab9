"""What crosses the border: a partnership's workbook in and out."""

import argparse
from pathlib import Path

from joinedup.site.command.opening import FINE, FOUND_OR_REFUSED, Add, insist_on_tables, open_site


def add(command: Add) -> None:
    """What may be typed to take in and give out."""
    taking = command(
        "import",
        take_in,
        "Try a workbook (.xlsx, .zip, or a folder of CSV files) and say what storing it would do.",
        "Exits with 1 if anything in it is wrong; the file comes back beside it with every problem marked.",
    )
    taking.add_argument("path", type=Path, metavar="FILE")
    where = taking.add_mutually_exclusive_group(required=True)
    where.add_argument("--into", metavar="REFERENCE", help="the partnership that it belongs to, such as JU-1")
    where.add_argument("--new-partnership", action="store_true", help="start the partnership that the file describes")
    taking.add_argument("--store", action="store_true", help="store it, whole, if nothing is wrong")
    giving = command("export", give_out, "Write a partnership's plan as a workbook, a zip or a folder of CSV files.")
    giving.add_argument("reference", metavar="REFERENCE", help="such as JU-1")
    giving.add_argument("path", type=Path, metavar="FILE", help="new: ends in .xlsx or .zip, else it becomes a folder")


def take_in(options: argparse.Namespace) -> int:
    """Try a workbook, and store it if asked to."""
    open_site()
    insist_on_tables()
    from joinedup.exchange import commands

    report = commands.import_from(options.path, options.into, options.store)
    print("\n".join(report.lines))
    return FINE if report.is_fine else FOUND_OR_REFUSED


def give_out(options: argparse.Namespace) -> int:
    """Write a partnership's workbook."""
    open_site()
    insist_on_tables()
    from joinedup.exchange import commands

    sheets = commands.export_to(options.path, options.reference)
    print(f"Written to {options.path}: {', '.join(sheets)}.")
    return FINE
